using TorchCurvature.Settings;

namespace TorchCurvature.Training;

/// <summary>The kinds of optimizers there are. A new one is a record of its own and its line here.</summary>
public static class OptimizerSpecs
{
    /// <summary>All of them.</summary>
    public static SpecRegistry<OptimizerSpec> Registry { get; } = new(
        "optimizer",
        new GradientDescentSpec(),
        new StochasticGradientDescentSpec(),
        new AdamSpec());
}
