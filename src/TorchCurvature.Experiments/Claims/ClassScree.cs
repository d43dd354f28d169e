using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Claims;

/// <summary>The largest eigenvalues of a network that was trained on so many classes.</summary>
/// <param name="Classes">C.</param>
/// <param name="Eigenvalues">Descending.</param>
/// <param name="AboveEdge">How many are above the edge of the bulk.</param>
internal sealed record ClassScree(int Classes, IReadOnlyList<double> Eigenvalues, int AboveEdge)
{
    /// <summary>How many eigenvalues of a network are kept.</summary>
    public const int Length = 100;

    /// <summary>The largest eigenvalues of a spectrum.</summary>
    /// <param name="classes">C.</param>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="aboveEdge">Eigenvalues above the edge of its bulk; null where the bulk has none, so that none is above it.</param>
    public static ClassScree Of(int classes, Spectrum spectrum, int? aboveEdge) =>
        new(classes, [.. spectrum.Eigenvalues.Take(Length)], aboveEdge ?? 0);

    /// <summary>The eigenvalues before the largest quotient of neighbours.</summary>
    public int BeforeLargestQuotient
    {
        get
        {
            double[] positive = [.. Eigenvalues.TakeWhile(e => e > 0)];
            return positive.Length < 2
                ? positive.Length
                : 1 + Enumerable.Range(0, positive.Length - 1).MaxBy(i => positive[i] / positive[i + 1]);
        }
    }
}
