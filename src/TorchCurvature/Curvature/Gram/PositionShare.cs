using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// Of a convolution with many parameters for its few positions p: Σ_pp' (b_p·b'_p')(ā_p·ā'_p') = ⟨b·(ā ā'ᵀ), b'⟩, with b [channels, p] and
/// the products of patches [p, p'] of two examples, which all vectors of both share.
/// </summary>
internal sealed class PositionShare(LayerSize size, long examples, ScalarType dtype, Device device) : LayerShare
{
    // Numbers of b·(ā ā'ᵀ) at a time.
    private const long PieceLength = 1 << 21;

    private readonly Tensor _pulledBack = empty([examples, size.Vectors, size.Channels, size.Positions], dtype, device);
    private readonly Tensor _patches = empty([examples, size.Inputs, size.Positions], dtype, device);
    private long _count;

    public override void Append(Tensor pulledBack, Tensor patches)
    {
        long n = pulledBack.shape[0];
        _pulledBack.narrow(0, _count, n).copy_(pulledBack);
        _patches.narrow(0, _count, n).copy_(patches);
        _count += n;
    }

    public override Tensor Tile(ExampleRange rows, LayerShare others, ExampleRange columns)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tile = empty([rows.Count, size.Vectors, columns.Count, size.Vectors], ScalarType.Float64, _patches.device);
        long step = Math.Max(1, PieceLength / (size.Vectors * size.Channels * size.Positions));
        for (long n = 0; n < rows.Count; n++)
        {
            for (long first = 0; first < columns.Count; first += step)
            {
                var some = new ExampleRange(columns.First + first, Math.Min(step, columns.Count - first));
                tile[n].narrow(1, first, some.Count).copy_(Products(rows.First + n, (PositionShare)others, some));
            }
        }

        return tile.view(rows.Count * size.Vectors, -1).MoveToOuterDisposeScope();
    }

    public override void Dispose()
    {
        _pulledBack.Dispose();
        _patches.Dispose();
    }

    /// <summary>The vectors of one example times those of others, [r, others, r].</summary>
    private Tensor Products(long example, PositionShare share, ExampleRange others)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ofPatches = _patches[example].t().matmul(others.Of(share._patches)); // [others, p, p']
        Tensor carried = _pulledBack[example].flatten(0, 1).matmul(ofPatches).view(others.Count, size.Vectors, -1);
        Tensor products = carried.bmm(others.Of(share._pulledBack).view(others.Count, size.Vectors, -1).transpose(1, 2));
        return products.transpose(0, 1).MoveToOuterDisposeScope();
    }
}
