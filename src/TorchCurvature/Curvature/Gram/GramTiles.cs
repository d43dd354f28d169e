using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>Parts of a Gram matrix: products in the precision of what is multiplied, and sums of them in float64.</summary>
internal static class GramTiles
{
    /// <summary>Rows of a tile: so many that a product is fast, and so few that a tile stays in a cache.</summary>
    public const long Rows = 1024;

    // In single precision so many products are summed before the sum goes over to float64.
    private const long SummedInSingle = 1024;

    /// <summary>X Yᵀ for X [m, d] and Y [n, d], as float64 [m, n].</summary>
    public static Tensor Product(Tensor x, Tensor y)
    {
        using DisposeScope scope = NewDisposeScope();
        if (x.dtype == ScalarType.Float64)
        {
            return x.mm(y.t()).MoveToOuterDisposeScope();
        }

        Tensor sums = zeros([x.shape[0], y.shape[0]], ScalarType.Float64, x.device);
        for (long first = 0; first < x.shape[1]; first += SummedInSingle)
        {
            using DisposeScope partScope = NewDisposeScope();
            long count = Math.Min(SummedInSingle, x.shape[1] - first);
            sums.AddInPlace(x.narrow(1, first, count).mm(y.narrow(1, first, count).t()).to(ScalarType.Float64));
        }

        return sums.MoveToOuterDisposeScope();
    }

    /// <summary>Writes a tile of the lower triangle and its mirror image.</summary>
    /// <param name="gram">K.</param>
    /// <param name="row">The tile's first row.</param>
    /// <param name="column">Its first column; the same as the row where the tile is on the diagonal.</param>
    /// <param name="tile">The tile.</param>
    public static void Put(Tensor gram, long row, long column, Tensor tile)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor symmetric = row == column ? tile.tril().Plus(tile.tril(-1).t()) : tile;
        gram.narrow(0, row, tile.shape[0]).narrow(1, column, tile.shape[1]).copy_(symmetric);
        gram.narrow(0, column, tile.shape[1]).narrow(1, row, tile.shape[0]).copy_(symmetric.t());
    }
}
