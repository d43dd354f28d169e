using TorchCurvature.Settings;

namespace TorchCurvature.Models;

/// <summary>The kinds of networks there are. A new one is a record of its own and its line here.</summary>
public static class ModelSpecs
{
    /// <summary>All of them.</summary>
    public static SpecRegistry<ModelSpec> Registry { get; } = new(
        "network",
        new MlpSpec(),
        new NormalizedMlpSpec(),
        new ConvolutionalNetworkSpec(),
        new LeNetSpec(),
        new AlexNetSpec(),
        new TransformerSpec(),
        new ModelFileSpec());
}
