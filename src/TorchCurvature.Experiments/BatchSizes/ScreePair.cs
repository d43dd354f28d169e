using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>The upper ends of both spectra of one seed, as logarithms of the largest eigenvalues, descending and equally many.</summary>
/// <param name="Large">Of the network trained with the large batch.</param>
/// <param name="Small">Of the one trained with the small batch.</param>
internal sealed record ScreePair(IReadOnlyList<double> Large, IReadOnlyList<double> Small)
{
    // As many as figure 8 shows.
    private const int Length = 40;

    /// <summary>Those of two spectra.</summary>
    public static ScreePair Of(Spectrum large, Spectrum small)
    {
        double[] ofLarge = Logarithms(large), ofSmall = Logarithms(small);
        int both = Math.Min(ofLarge.Length, ofSmall.Length);
        return new ScreePair(ofLarge[..both], ofSmall[..both]);
    }

    private static double[] Logarithms(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Take(Length).TakeWhile(e => e > spectrum.RelativeFloor).Select(e => Math.Log(e))];
}
