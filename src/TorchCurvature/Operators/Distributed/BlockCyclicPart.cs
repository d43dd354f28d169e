using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators.Distributed;

/// <summary>The part of a symmetric matrix that one process of a grid holds.</summary>
/// <param name="Grid">The grid, and the process's place in it.</param>
/// <param name="Dimension">Rows of the whole matrix.</param>
/// <param name="Values">
/// [own columns, own rows]: ScaLAPACK's local matrix, which goes down its columns. This object owns it.
/// </param>
internal sealed record BlockCyclicPart(ProcessGrid Grid, long Dimension, Tensor Values) : IDisposable
{
    private const int BandLength = 1024;

    /// <summary>‖·‖²_F of the part; summed over processes, that of the matrix.</summary>
    public double SquaredNorm()
    {
        using DisposeScope scope = NewDisposeScope();
        double norm = Values.norm().to(ScalarType.Float64).item<double>();
        return norm * norm;
    }

    /// <summary>
    /// This process's share of the matrix's product with a block [n, k]; summed over processes, the product. The caller's.
    /// </summary>
    public Tensor ShareOfProduct(Tensor block)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor rows = tensor(Grid.RowAxis.Numbers(Dimension), device: Values.device);
        Tensor columns = tensor(Grid.ColumnAxis.Numbers(Dimension), device: Values.device);
        Tensor product = zeros_like(block);
        product.index_copy_(0, columns, Values.mm(block.index_select(0, rows)));
        return product.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A number [n] for each column of the matrix that is 0 where this part has nothing but zeros of it, and else 1; summed over processes,
    /// 0 for a column of zeros. The caller's.
    /// </summary>
    public Tensor NonzeroColumns()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor all = zeros(Dimension, ScalarType.Float64);
        long[] columns = Grid.ColumnAxis.Numbers(Dimension);
        for (int first = 0; first < columns.Length; first += BandLength)
        {
            using DisposeScope bandScope = NewDisposeScope();
            int count = Math.Min(BandLength, columns.Length - first);
            Tensor isNonzero = Values.narrow(0, first, count).IsUnequalTo(0).any(1).to(ScalarType.Float64).cpu();
            all.index_copy_(0, tensor(columns[first..(first + count)]), isNonzero);
        }

        return all.MoveToOuterDisposeScope();
    }

    /// <summary>Releases the part.</summary>
    public void Dispose() => Values.Dispose();
}
