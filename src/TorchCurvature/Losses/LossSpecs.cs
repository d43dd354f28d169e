using TorchCurvature.Settings;

namespace TorchCurvature.Losses;

/// <summary>The kinds of losses there are. A new one is a record of its own, beside its loss, and its line here.</summary>
public static class LossSpecs
{
    /// <summary>All of them.</summary>
    public static SpecRegistry<LossSpec> Registry { get; } = new(
        "loss",
        new CrossEntropySpec(),
        new SquaredErrorSpec(),
        new MeanSquaredErrorSpec(),
        new BinaryCrossEntropySpec(),
        new HuberSpec(),
        new LossFileSpec());
}
