using TorchCurvature.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// A module read as a chain of stages: affine layers with elementwise or pooling maps between them, ending in a linear layer. What can be
/// read so has its Hessian in closed form or by batched tangents.
/// </summary>
/// <param name="Preparation">Maps of the input before the first affine layer.</param>
/// <param name="Stages">The stages, first to last; the last one has no map.</param>
internal sealed record FeedForwardStructure(IReadOnlyList<ChannelwiseMap> Preparation, IReadOnlyList<Stage> Stages)
{
    /// <summary>Whether only linear layers and activations take part, with one activation at most after each layer.</summary>
    public bool IsFullyConnected => Stages.All(s => s.Layer is LinearLayer && s.Maps.Count <= 1 && s.Maps.All(m => m is ActivationMap));

    /// <summary>That of a risk's model, where it can be read and reads the risk's inputs; null where not.</summary>
    public static FeedForwardStructure? Of(EmpiricalRisk risk) =>
        TryRead(risk.Model, risk.Layout) is { } structure && structure.CanRead(risk.Batches[0].Inputs) ? structure : null;

    /// <summary>
    /// Reads a module, or gives null where it is no plain chain of known layers with every parameter trainable and used once.
    /// </summary>
    public static FeedForwardStructure? TryRead(nn.Module module, ParameterLayout layout)
    {
        var preparation = new List<ChannelwiseMap>();
        var stages = new List<(AffineLayer Layer, List<ChannelwiseMap> Maps)>();
        foreach (nn.Module part in Parts(module))
        {
            if (ReadAffine(part, layout) is { } layer)
            {
                stages.Add((layer, []));
            }
            else if (ReadMap(part) is { } map)
            {
                List<ChannelwiseMap> maps = stages.Count > 0 ? stages[^1].Maps : preparation;
                if (map is not ActivationMap { Activation: var activation } || activation != ElementwiseActivation.Identity)
                {
                    maps.Add(map);
                }
            }
            else
            {
                return null;
            }
        }

        bool isWhole = stages.Sum(s => s.Layer.Channels * s.Layer.Inputs) == layout.Dimension
            && stages is [.., { Layer: LinearLayer, Maps: [] }];
        return isWhole ? new(preparation, [.. stages.Select(s => new Stage(s.Layer, s.Maps))]) : null;
    }

    /// <summary>The outputs that the structure gives for inputs [n, …].</summary>
    public Tensor Forward(Tensor inputs)
    {
        Tensor x = Preparation.Aggregate(inputs, (z, map) => map.Linearize(z).Output);
        return Stages.Aggregate(x, (z, stage) => stage.Maps.Aggregate(stage.Layer.Forward(z), (a, map) => map.Linearize(a).Output));
    }

    /// <summary>The stages at given inputs [n, …]. Made in the caller's scope and mode.</summary>
    public LinearizedStage[] Linearize(Tensor inputs)
    {
        Tensor x = Preparation.Aggregate(inputs, (z, map) => map.Linearize(z).Output);
        var stages = new LinearizedStage[Stages.Count];
        for (int l = 0; l < stages.Length; l++)
        {
            stages[l] = new LinearizedStage(Stages[l], x);
            x = stages[l].Output;
        }

        return stages;
    }

    /// <summary>
    /// Whether every layer reads what it can from inputs of this shape: vectors for linear layers, images for convolutions.
    /// </summary>
    public bool CanRead(Tensor inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor x = inputs.narrow(0, 0, 1);
        foreach (ChannelwiseMap map in Preparation)
        {
            x = map.Linearize(x).Output;
        }

        foreach (Stage stage in Stages)
        {
            if (x.dim() != (stage.Layer is LinearLayer ? 2 : 4))
            {
                return false;
            }

            x = stage.Maps.Aggregate(stage.Layer.Forward(x), (z, map) => map.Linearize(z).Output);
        }

        return true;
    }

    // Only a module of exactly this class is known to apply its parts one after the other.
    private static IEnumerable<nn.Module> Parts(nn.Module module) =>
        module.GetType() == typeof(Sequential) ? module.children().SelectMany(Parts) : [module];

    private static AffineLayer? ReadAffine(nn.Module part, ParameterLayout layout) => part switch
    {
        Linear linear when Offset(linear.weight, layout) is { } weight
            && (linear.bias is null || Offset(linear.bias, layout) is not null) =>
            new LinearLayer(linear, weight, Offset(linear.bias, layout)),
        Conv2d convolution when ConvolutionLayer.CanRead(convolution) && Offset(convolution.weight, layout) is { } weight
            && (convolution.bias is null || Offset(convolution.bias, layout) is not null) =>
            new ConvolutionLayer(convolution, weight, Offset(convolution.bias, layout)),
        _ => null,
    };

    private static ChannelwiseMap? ReadMap(nn.Module part) => part switch
    {
        Flatten { start_dim: 1, end_dim: -1 } => new FlattenMap(),
        MaxPool2d pool => new MaxPoolingMap(pool),
        AvgPool2d pool => new AveragePoolingMap(pool),
        _ => ElementwiseActivation.Of(part) is { } activation ? new ActivationMap(activation) : null,
    };

    private static long? Offset(Parameter? parameter, ParameterLayout layout) =>
        parameter is null ? null : layout.BlockOf(parameter)?.Offset;
}
