using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Models;

namespace TorchCurvature.Experiments.Table1;

/// <summary>A row of the paper's table 1, with its numbers.</summary>
/// <param name="Optimizer">GD or SGD.</param>
/// <param name="Activation">tanh or ReLU.</param>
/// <param name="Parameters">P, as printed.</param>
/// <param name="Spread">The standard deviation of a cluster, which the paper calls its covariance.</param>
/// <param name="Mean">
/// Mean of the eigenvalues. The paper prints the same number again as their standard deviation, which cannot be.
/// </param>
/// <param name="Classes">Number of clusters.</param>
/// <param name="PrintedGap">What is printed for the largest gap: the index behind it.</param>
/// <param name="PrintedRatio">What is printed for the largest ratio: that index and one.</param>
/// <param name="Heuristic">Count by the paper's threshold, where it has one.</param>
/// <param name="Cutoff">That threshold, one for a block of rows.</param>
/// <remarks>
/// The columns for gap and ratio hold indices, and not counts: where the heuristic has 2, 5, 10 and 49, they have 3, 6, 11, 50 and 4, 7,
/// 12, 51. An index of differences that ascend gives the first; the released code, which does not count, does not say. So
/// <see cref="Gap"/> is one less, and <see cref="Ratio"/> two less than what is printed.
/// </remarks>
internal sealed record PaperRow(
    Optimizer Optimizer, Activation Activation, int Parameters, double Spread, double Mean, int Classes, int PrintedGap, int PrintedRatio,
    int? Heuristic, double? Cutoff)
{
    private const Optimizer Gd = Optimizer.GradientDescent;
    private const Optimizer Sgd = Optimizer.StochasticGradientDescent;

    /// <summary>The 19 rows in their order.</summary>
    public static IReadOnlyList<PaperRow> All { get; } =
    [
        new(Gd, Activation.Tanh, 4022, 1, 1.19e-05, 2, 2, 3, null, null),
        new(Gd, Activation.Tanh, 4115, 1, 2.52e-05, 5, 2, 17, null, null),
        new(Gd, Activation.Tanh, 4270, 1, 3.75e-05, 10, 2, 4, null, null),
        new(Gd, Activation.Tanh, 4580, 1, 5.37e-05, 20, 3, 4, null, null),
        new(Gd, Activation.ReLU, 4022, 1, 7.13e-06, 2, 3, 4, 2, 0.003),
        new(Gd, Activation.ReLU, 4115, 1, 1.55e-05, 5, 6, 7, 5, 0.003),
        new(Gd, Activation.ReLU, 4270, 1, 3.04e-05, 10, 11, 12, 10, 0.003),
        new(Gd, Activation.ReLU, 4580, 1, 5.65e-05, 20, 4, 21, 21, 0.003),
        new(Gd, Activation.ReLU, 5510, 1, 1.16e-04, 50, 50, 51, 49, 0.003),
        new(Sgd, Activation.ReLU, 4022, 1, 8.96e-06, 2, 3, 4, 2, 0.002),
        new(Sgd, Activation.ReLU, 4115, 1, 1.62e-05, 5, 6, 7, 7, 0.002),
        new(Sgd, Activation.ReLU, 4270, 1, 2.97e-05, 10, 2, 14, 15, 0.002),
        new(Sgd, Activation.ReLU, 4580, 1, 4.53e-05, 20, 2, 3, 21, 0.002),
        new(Sgd, Activation.ReLU, 5510, 1, 6.78e-05, 50, 50, 51, 49, 0.002),
        new(Sgd, Activation.ReLU, 4022, 10, 9.49e-05, 2, 2, 4, 2, 0.015),
        new(Sgd, Activation.ReLU, 4115, 10, 1.68e-04, 5, 5, 6, 5, 0.015),
        new(Sgd, Activation.ReLU, 4270, 10, 1.92e-04, 10, 2, 11, 9, 0.015),
        new(Sgd, Activation.ReLU, 4580, 10, 3.10e-04, 20, 20, 21, 19, 0.015),
        new(Sgd, Activation.ReLU, 5510, 10, 1.67e-04, 50, 50, 51, 49, 0.005),
    ];

    /// <summary>Count by the largest gap.</summary>
    public int Gap => PrintedGap - 1;

    /// <summary>Count by the largest ratio.</summary>
    public int Ratio => PrintedRatio - 2;

    /// <summary>The row's name, like <c>SGD ReLU, cov 10, C = 5</c>.</summary>
    public string Name
    {
        get
        {
            string algorithm = Optimizer == Gd ? "GD" : "SGD", activation = Activation == Activation.Tanh ? "tanh" : "ReLU";
            return FormattableString.Invariant($"{algorithm} {activation}, cov {Spread}, C = {Classes}");
        }
    }
}
