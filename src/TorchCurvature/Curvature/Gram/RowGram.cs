using TorchCurvature.Curvature.Exact.Columns;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// The Gram matrix of any module from its rows S_nᵀJ_n, one backward pass for each, in blocks of rows: two blocks are in memory at a time,
/// and the second one is computed again for every first one.
/// </summary>
internal sealed class RowGram
{
    private readonly EmpiricalRisk _risk;
    private readonly OutputCurvatureMatrix _kind;
    private readonly Lock _preparing = new();
    private readonly RowPiece[] _pieces;

    public RowGram(EmpiricalRisk risk, OutputCurvatureMatrix kind, long vectors)
    {
        (_risk, _kind) = (risk, kind);
        _pieces = RowPieces.Of(risk, vectors, examples: ExamplePieces.CanBeCut(risk, 1) ? 1 : null);
    }

    /// <summary>Fills K [size, size].</summary>
    /// <param name="gram">K.</param>
    /// <param name="blockRows">Rows in a block, about.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public void Fill(Tensor gram, long blockRows, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var mode = new ModeScope(_risk.Model, _risk.Mode);
        using IDisposable kernels = _risk.EnterRightKernels(1);
        RowPiece[][] blocks = [.. RowPieces.Blocks(_pieces, blockRows)];
        double pairs = blocks.Length * (blocks.Length + 1) / 2.0;
        long done = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor left = Rows(blocks[i], cancellation);
            for (int j = i; j < blocks.Length; j++)
            {
                using DisposeScope pairScope = NewDisposeScope();
                Tensor right = j == i ? left : Rows(blocks[j], cancellation);
                Multiply(gram, right, blocks[j][0].FirstRow, left, blocks[i][0].FirstRow, cancellation);
                progress?.Report(++done / pairs);
            }
        }
    }

    private static void Multiply(
        Tensor gram, Tensor lower, long firstRow, Tensor upper, long firstColumn, CancellationToken cancellation)
    {
        using IDisposable noGradient = no_grad();
        for (long row = 0; row < lower.shape[0]; row += GramTiles.Rows)
        {
            for (long column = 0; column < upper.shape[0] && firstColumn + column <= firstRow + row; column += GramTiles.Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope scope = NewDisposeScope();
                Tensor rows = lower.narrow(0, row, Math.Min(GramTiles.Rows, lower.shape[0] - row));
                Tensor columns = upper.narrow(0, column, Math.Min(GramTiles.Rows, upper.shape[0] - column));
                GramTiles.Put(gram, firstRow + row, firstColumn + column, GramTiles.Product(rows, columns));
            }
        }
    }

    /// <summary>The rows of some pieces, [rows, P].</summary>
    private Tensor Rows(RowPiece[] block, CancellationToken cancellation)
    {
        Tensor rows = empty([block.Sum(p => p.Rows), _risk.Dimension], _risk.Layout.DType, _risk.Layout.Device);
        SideBySide.For(_risk.Layout.Device, block.Length, i => Write(block[i], rows, block[0].FirstRow, cancellation));
        return rows;
    }

    private void Write(RowPiece piece, Tensor rows, long firstRow, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientMode = enable_grad();
        using Batch examples = _risk.Batches[piece.Batch].Piece(piece.First, piece.Count);
        OutputRows found = Prepare(examples);
        (long terms, long vectors) = (found.Root.shape[0], found.Root.shape[2]);
        Tensor along = zeros(found.Outputs.shape, found.Outputs.dtype, found.Outputs.device);
        for (long term = 0; term < terms; term++)
        {
            for (long k = 0; k < vectors; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope rowScope = NewDisposeScope();
                along[term].copy_(found.Root[term].select(1, k));
                Tensor?[] parts = _risk.Gradients(found.Outputs, .., retainGraph: true, along: along);
                rows[piece.FirstRow - firstRow + (term * vectors) + k].copy_(_risk.Layout.Flatten(parts));
            }

            along[term].FillInPlace(0);
        }
    }

    private OutputRows Prepare(Batch examples)
    {
        lock (_preparing)
        {
            return OutputRows.Of(_risk, _kind, examples);
        }
    }
}
