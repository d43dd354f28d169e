using TorchCurvature.Curvature.Exact.Layers;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>Where a fully connected layer's weights and biases are in w.</summary>
internal sealed record LayerWeights(long Outputs, long Inputs, long Weights, long? Biases)
{
    internal static LayerWeights Of(LinearLayer layer) =>
        new(layer.Channels, layer.WeightInputs, layer.Segments[0].Offset, layer.HasBias ? layer.Segments[1].Offset : null);

    /// <summary>W, a view [outputs, inputs] of w.</summary>
    internal Tensor Matrix(Tensor w) => w.narrow(0, Weights, Outputs * Inputs).view(Outputs, Inputs);

    /// <summary>b, a view [outputs] of w, or null where there are no biases.</summary>
    internal Tensor? Bias(Tensor w) => Biases is { } offset ? w.narrow(0, offset, Outputs) : null;
}
