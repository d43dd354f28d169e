using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;

namespace TorchCurvature.Experiments.Widths;

/// <summary>What claims about networks of one width go by.</summary>
/// <param name="Width">h, the units of the hidden layer.</param>
/// <param name="Seeds">The numbers of the spectrum of each seed.</param>
internal sealed record WidthNumbers(int Width, IReadOnlyList<SpectrumNumbers> Seeds)
{
    /// <summary>P.</summary>
    public int Parameters => Seeds[0].Parameters;

    /// <summary>Eigenvalues above the bulk's edge, over the seeds that have such an edge.</summary>
    public SeedSummary Outliers => SeedSummary.OfCounts(Seeds.Select(s => s.Outliers));

    /// <summary>A number over the seeds.</summary>
    public SeedSummary Over(Func<SpectrumNumbers, double> value) => SeedSummary.Of(Seeds.Select(value));

    /// <summary>The most negative eigenvalues that a network of one hidden layer of ReLU units can have.</summary>
    /// <param name="classes">C.</param>
    /// <remarks>
    /// F has no second derivatives of ReLU in it: it couples the two layers, by a block of rank h(C − 1), as the residuals of softmax sum
    /// to 0. G adds no negative eigenvalue (Weyl).
    /// </remarks>
    public int NegativesAtMost(int classes) => Width * (classes - 1);
}
