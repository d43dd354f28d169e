using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>Of a convolution with few parameters for its many positions: from the rows Σ b ⊗ ā themselves.</summary>
internal sealed class RowShare(LayerSize size, long examples, ScalarType dtype, Device device) : LayerShare
{
    private readonly Tensor _rows = empty([examples, size.Vectors, size.Channels * size.Inputs], dtype, device);
    private long _count;

    public override void Append(Tensor pulledBack, Tensor patches)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = pulledBack.shape[0];
        _rows.narrow(0, _count, n).copy_(pulledBack.flatten(1, 2).matmul(patches.transpose(1, 2)).view(n, size.Vectors, -1));
        _count += n;
    }

    public override Tensor Tile(ExampleRange rows, LayerShare others, ExampleRange columns) =>
        GramTiles.Product(rows.Of(_rows).flatten(0, 1), columns.Of(((RowShare)others)._rows).flatten(0, 1));

    public override void Dispose() => _rows.Dispose();
}
