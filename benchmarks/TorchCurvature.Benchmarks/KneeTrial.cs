using TorchCurvature.Spectra;

namespace TorchCurvature.Benchmarks;

/// <summary>One drawn scree and what was found of its knee.</summary>
/// <param name="Place">Where the knee is.</param>
/// <param name="Length">How many eigenvalues there are.</param>
/// <param name="SlopeOverNoise">How much the slopes differ, in units of the noise.</param>
/// <param name="IsFound">Whether the rule applies.</param>
/// <param name="Knee">What was found.</param>
internal sealed record KneeTrial(double Place, int Length, double SlopeOverNoise, bool IsFound, Knee Knee)
{
    /// <summary>Whether the interval holds the truth.</summary>
    public bool IsHeld => Knee.Lower <= Place && Place <= Knee.Upper;

    /// <summary>Whether the place is within one of the truth.</summary>
    public bool IsWithinOne => Math.Abs(Knee.Place - Place) <= 1;

    /// <summary>The interval's width.</summary>
    public double Width => Knee.Upper - Knee.Lower;
}
