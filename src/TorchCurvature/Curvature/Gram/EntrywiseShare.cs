using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>Of a linear layer: ⟨b ⊗ ā, b' ⊗ ā'⟩ = (b·b')(ā·ā'), the product entry by entry of two small Gram matrices.</summary>
internal sealed class EntrywiseShare(LayerSize size, long examples, ScalarType dtype, Device device) : LayerShare
{
    private readonly Tensor _pulledBack = empty([examples, size.Vectors, size.Channels], dtype, device);
    private readonly Tensor _inputs = empty([examples, size.Inputs], dtype, device);
    private long _count;

    public override void Append(Tensor pulledBack, Tensor patches)
    {
        long n = pulledBack.shape[0];
        _pulledBack.narrow(0, _count, n).copy_(pulledBack.squeeze(3));
        _inputs.narrow(0, _count, n).copy_(patches.squeeze(2));
        _count += n;
    }

    public override Tensor Tile(ExampleRange rows, LayerShare others, ExampleRange columns)
    {
        using DisposeScope scope = NewDisposeScope();
        var other = (EntrywiseShare)others;
        Tensor ofInputs = GramTiles.Product(rows.Of(_inputs), columns.Of(other._inputs));
        Tensor tile = GramTiles.Product(rows.Of(_pulledBack).flatten(0, 1), columns.Of(other._pulledBack).flatten(0, 1));
        tile.view(rows.Count, size.Vectors, columns.Count, size.Vectors).mul_(ofInputs.view(rows.Count, 1, columns.Count, 1));
        return tile.MoveToOuterDisposeScope();
    }

    public override void Dispose()
    {
        _pulledBack.Dispose();
        _inputs.Dispose();
    }
}
