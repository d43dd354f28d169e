using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// A stage at n given inputs: its layer, what the layer read, and the derivatives of the maps after it. Its tensors
/// live in the scope it was made in.
/// </summary>
internal sealed class LinearizedStage
{
    private readonly Stage _stage;
    private readonly ChannelwiseDerivative[] _maps;
    private readonly Tensor[] _cotangents; // of the output of each map, and first of z itself

    public LinearizedStage(Stage stage, Tensor input)
    {
        (_stage, Input) = (stage, input);
        _maps = new ChannelwiseDerivative[stage.Maps.Count];
        _cotangents = new Tensor[_maps.Length + 1];
        Tensor z = stage.Layer.Forward(input);
        Units = z.numel() / z.shape[0];
        PreactivationShape = z.shape;
        for (int i = 0; i < _maps.Length; i++)
        {
            (z, _maps[i]) = stage.Maps[i].Linearize(z);
        }

        Output = z;
        Tensor patches = stage.Layer.Patches(input);
        Patches = stage.Layer.HasBias
            ? cat([patches, ones([patches.shape[0], 1, patches.shape[2]], patches.dtype, patches.device)], 1)
            : patches;
    }

    public AffineLayer Layer => _stage.Layer;

    /// <summary>x [n, …], what the layer reads.</summary>
    public Tensor Input { get; }

    /// <summary>x's patches [n, inputs, positions], with ones for the bias.</summary>
    public Tensor Patches { get; }

    /// <summary>What the next stage reads.</summary>
    public Tensor Output { get; }

    /// <summary>Shape of z, [n, channels, …].</summary>
    public long[] PreactivationShape { get; }

    /// <summary>Numbers in z for each example.</summary>
    public long Units { get; }

    /// <summary>Whether any map of this stage has a second derivative.</summary>
    public bool IsCurved => Array.Exists(_maps, m => m.IsCurved);

    /// <summary>∂L/∂z [n, channels, …] of this batch, once <see cref="PullBackGradient"/> was called.</summary>
    public Tensor Gradient => _cotangents[0];

    /// <summary>Cotangents [k, n, …] of the stage's output, back to those of z.</summary>
    public Tensor PullBackThroughMaps(Tensor cotangent) =>
        _maps.Reverse().Aggregate(cotangent, (s, map) => map.Adjoint(s, 0));

    /// <summary>Cotangents [k, n, …] of z, back to those of the stage's input.</summary>
    public Tensor PullBackThroughLayer(Tensor cotangent) =>
        Layer.Adjoint(cotangent.flatten(0, 1), Input.shape.AsSpan(1)).view([.. cotangent.shape[..2], .. Input.shape[1..]]);

    /// <summary>Remembers ∂L/∂(output) [n, …] and what it gives at each map, and returns ∂L/∂x.</summary>
    public Tensor PullBackGradient(Tensor gradient)
    {
        _cotangents[^1] = gradient;
        for (int i = _maps.Length - 1; i >= 0; i--)
        {
            _cotangents[i] = _maps[i].Adjoint(_cotangents[i + 1].unsqueeze(0), 0).squeeze(0);
        }

        return PullBackThroughLayer(_cotangents[0].unsqueeze(0)).squeeze(0);
    }

    /// <summary>Tangents of z pushed through the maps, with what each map read.</summary>
    public (Tangent Output, Tangent[] Read) PushThroughMaps(Tangent tangent)
    {
        var read = new Tangent[_maps.Length];
        for (int i = 0; i < _maps.Length; i++)
        {
            read[i] = tangent;
            tangent = new(_maps[i].Tangent(tangent.Values, tangent.FirstChannel), _maps[i].OutputChannel(tangent.FirstChannel));
        }

        return (tangent, read);
    }

    /// <summary>Tangents of the stage's input pushed through the layer.</summary>
    public Tangent PushThroughLayer(Tangent tangent)
    {
        Tensor z = Layer.Tangent(tangent.Values.flatten(0, 1), tangent.FirstChannel);
        return new(z.view([.. tangent.Values.shape[..2], .. z.shape[1..]]), 0);
    }

    /// <summary>
    /// How ∂L/∂z changes along tangents, given how ∂L/∂(output) does (null for not at all, else in every channel) and what each map read.
    /// Null for not at all; in the tangents' channels only where no later stage contributed.
    /// </summary>
    public Tangent? PullBackChange(Tensor? outputChange, Tangent[] read)
    {
        bool isWhole = outputChange is not null;
        Tensor? change = outputChange;
        for (int i = _maps.Length - 1; i >= 0; i--)
        {
            long first = isWhole ? 0 : read[i].FirstChannel;
            change = change is null ? null : _maps[i].Adjoint(change, first);
            if (_maps[i].IsCurved)
            {
                Tensor own = _maps[i].AdjointAlong(read[i].Values, _cotangents[i + 1], read[i].FirstChannel);
                change?.narrow(2, read[i].FirstChannel - first, own.shape[2]).AddInPlace(own);
                change ??= own;
            }
        }

        return change is null ? null : new(change, isWhole || read.Length == 0 ? 0 : read[0].FirstChannel);
    }
}
