using MathNet.Numerics.Distributions;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>The two slopes of a measured scree and the noise around them, from which others are drawn with a known knee.</summary>
/// <param name="Before">Slope before the knee.</param>
/// <param name="Behind">Slope behind it.</param>
/// <param name="NoiseBefore">Size of the deviations before the knee.</param>
/// <param name="NoiseBehind">That behind it.</param>
/// <param name="Relation">The correlation of neighbouring deviations.</param>
internal sealed record MeasuredScree(double Before, double Behind, double NoiseBefore, double NoiseBehind, double Relation)
{
    // Eigenvalues are in order, which takes away so much of the noise that is drawn: with it, what is drawn deviates as what was measured.
    private const double LostToOrder = 1.4;

    /// <summary>Fits to the forty largest eigenvalues of all networks of the paper's figures 8 and 4, as published here.</summary>
    public static IReadOnlyList<MeasuredScree> All { get; } =
    [
        new(.262, .046, .088, .060, .62), new(.189, .056, .062, .052, .67), new(.259, .047, .114, .060, .49),
        new(.132, .045, .076, .056, .57), new(.276, .048, .127, .056, .35), new(.133, .047, .101, .035, .45),
        new(.264, .045, .158, .041, .23), new(.129, .040, .053, .032, .43), new(.249, .046, .143, .044, .43),
        new(.145, .043, .044, .030, .25), new(.226, .043, .100, .039, .45), new(.243, .049, .161, .080, .39),
        new(.219, .043, .113, .051, .62), new(.261, .041, .085, .057, .47), new(.229, .041, .061, .062, .68),
        new(.220, .035, .083, .045, .40), new(.236, .038, .100, .056, .60), new(.263, .041, .115, .068, .57),
        new(.253, .040, .098, .055, .63), new(.252, .041, .091, .062, .50), new(.247, .042, .068, .059, .60),
        new(.263, .040, .127, .054, .44), new(.252, .042, .098, .066, .48), new(.251, .041, .084, .073, .60),
        new(.241, .039, .066, .052, .47),
    ];

    /// <summary>How much the slopes differ, in units of the noise at the knee.</summary>
    public double SlopeOverNoise => (Before - Behind) / (0.5 * (NoiseBefore + NoiseBehind));

    /// <summary>A spectrum of such a scree.</summary>
    /// <param name="knee">The place of the knee; infinite for one line, of the slope behind it.</param>
    /// <param name="length">How many eigenvalues there are.</param>
    /// <param name="random">What it is drawn by.</param>
    public Spectrum Draw(double knee, int length, Random random)
    {
        double last = Normal.Sample(random, 0, 1);
        double[] logarithms = new double[length];
        for (int i = 1; i <= length; i++)
        {
            last = i == 1 ? last : (Relation * last) + (Math.Sqrt(1 - (Relation * Relation)) * Normal.Sample(random, 0, 1));
            bool isBefore = i <= knee && double.IsFinite(knee);
            double height = double.IsFinite(knee) ? -(Before * Math.Min(i, knee)) - (Behind * Math.Max(0, i - knee)) : -Behind * i;
            logarithms[i - 1] = height + (LostToOrder * last * (isBefore ? NoiseBefore : NoiseBehind));
        }

        return Spectrum.FromEigenvalues([.. logarithms.OrderDescending().Select(Math.Exp)], ScalarType.Float64);
    }
}
