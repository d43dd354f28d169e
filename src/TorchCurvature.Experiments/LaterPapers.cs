using TorchCurvature.Experiments.Blocks;
using TorchCurvature.Experiments.Branches;
using TorchCurvature.Experiments.ClassLevels;
using TorchCurvature.Experiments.EdgeOfStability;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.LinearRanks;
using TorchCurvature.Experiments.Normalization;
using TorchCurvature.Experiments.TopSubspace;

namespace TorchCurvature.Experiments;

/// <summary>The papers that came after the first one. A new result is its folder and its line here.</summary>
internal static class LaterPapers
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Paper> All { get; } =
    [
        new Paper("Analytic Insights into Structure and Rank of Neural Network Hessian Maps", [new DeepLinearRanks()]),
        new Paper("Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability", [new ThreeRates()]),
        new Paper("Traces of Class/Cross-Class Structure Pervade Deep Learning Spectra", [new ThreeLevels()]),
        new Paper("Gradient Descent Happens in a Tiny Subspace", [new GradientInTopSubspace()]),
        new Paper("Linear Mode Connectivity and the Lottery Ticket Hypothesis", [new TwoOrders()]),
        new Paper("An Investigation into Neural Net Optimization via Hessian Eigenvalue Density", [new WithAndWithout()]),
        new Paper("Why Transformers Need Adam: A Hessian Perspective", [new TransformerBlocks()]),
    ];
}
