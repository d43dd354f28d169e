using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// The Gram matrix of a chain of known layers: S_n is pulled back through them once, and every layer keeps what it needs for its share.
/// </summary>
internal sealed class LayerGram(FeedForwardStructure structure, EmpiricalRisk risk, OutputCurvatureMatrix kind)
{
    // Numbers of what is pulled back at a time.
    private const long PieceLength = 1 << 23;

    // How far a run is when all is pulled back; the products are the rest.
    private const double PulledBackShare = 0.1;

    /// <summary>How large each layer is, from one example.</summary>
    public static IReadOnlyList<LayerSize> Sizes(FeedForwardStructure structure, EmpiricalRisk risk, long vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = risk.EnterRightKernels();
        using Batch one = risk.Batches[0].Piece(0, 1);
        return
        [
            .. structure.Linearize(one.Inputs).Select(stage =>
                new LayerSize(stage.Layer.Channels, stage.Layer.Inputs, stage.Patches.shape[2], vectors)),
        ];
    }

    /// <summary>Numbers that all layers have at most of what is pulled back at a time.</summary>
    public static double NumbersAtOnce(IReadOnlyList<LayerSize> sizes, long vectors, long examples)
    {
        long[] ofExample = [.. NumbersOfExample(sizes, vectors)];
        return (double)Math.Clamp(PieceLength / ofExample.Max(), 1, examples) * ofExample.Sum();
    }

    // Of each layer: its inputs at all positions, and what is pulled back to its outputs.
    private static IEnumerable<long> NumbersOfExample(IReadOnlyList<LayerSize> sizes, long vectors) =>
        sizes.Select(size => size.Positions * ((vectors * size.Channels) + size.Inputs));

    /// <summary>Fills K [size, size].</summary>
    /// <param name="gram">K.</param>
    /// <param name="vectors">r, vectors of a term.</param>
    /// <param name="blockRows">Rows that the layers keep at a time, about: all, or two blocks of which the second is pulled back again for
    /// every first one.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellation">Stops between pieces and tiles.</param>
    public void Fill(Tensor gram, long vectors, long blockRows, IProgress<double>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = risk.EnterRightKernels();
        IReadOnlyList<LayerSize> sizes = Sizes(structure, risk, vectors);
        long atOnce = Math.Clamp(Math.Min(PieceLength / NumbersOfExample(sizes, vectors).Max(), blockRows / vectors), 1, risk.ExampleCount);
        RowPiece[][] blocks = [.. RowPieces.Blocks(RowPieces.Of(risk, vectors, atOnce), blockRows)];
        var tiles = new TileProgress(risk.TermCount, PulledBackShare, progress);
        for (int i = 0; i < blocks.Length; i++)
        {
            LayerShare[] rows = PullBack(blocks[i], sizes, i == 0 ? progress : null, cancellation);
            for (int j = 0; j < i; j++)
            {
                LayerShare[] columns = PullBack(blocks[j], sizes, progress: null, cancellation);
                Multiply(gram, rows, blocks[i], columns, blocks[j], vectors, tiles, cancellation);
                Array.ForEach(columns, share => share.Dispose());
            }

            Multiply(gram, rows, blocks[i], rows, blocks[i], vectors, tiles, cancellation);
            Array.ForEach(rows, share => share.Dispose());
        }
    }

    private LayerShare[] PullBack(
        RowPiece[] block, IReadOnlyList<LayerSize> sizes, IProgress<double>? progress, CancellationToken cancellation)
    {
        long terms = block.Sum(piece => piece.Rows) / sizes[0].Vectors;
        LayerShare[] shares = [.. sizes.Select(size => size.Share(terms, risk.Layout.DType, risk.Layout.Device))];
        foreach ((int index, RowPiece piece) in block.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            using Batch examples = risk.Batches[piece.Batch].Piece(piece.First, piece.Count);
            PullBack(examples, shares);
            progress?.Report(PulledBackShare * (index + 1) / block.Length);
        }

        return shares;
    }

    private void PullBack(Batch piece, LayerShare[] shares)
    {
        Tensor inputs = piece.Inputs, targets = piece.Targets;
        if (OutputRows.Kept(risk.Loss, targets) is { } kept)
        {
            (inputs, targets) = (inputs.index_select(0, kept), targets.index_select(0, kept));
        }

        if (targets.shape[0] == 0)
        {
            return;
        }

        LinearizedStage[] stages = structure.Linearize(inputs);
        Tensor cotangent = OutputRows.Of(risk, kind, stages[^1].Output, targets).Root.permute(2, 0, 1).contiguous(); // [r, n, C]
        for (int l = stages.Length - 1; l >= 0; l--)
        {
            cotangent = stages[l].PullBackThroughMaps(cotangent);
            Tensor perExample = cotangent.reshape([.. cotangent.shape[..2], stages[l].Layer.Channels, -1]).transpose(0, 1);
            shares[l].Append(perExample, stages[l].Patches);
            cotangent = l > 0 ? stages[l].PullBackThroughLayer(cotangent) : cotangent;
        }
    }

    /// <summary>The part of K that is of two blocks, or of one with itself: its lower triangle.</summary>
    private static void Multiply(
        Tensor gram, LayerShare[] shares, RowPiece[] block, LayerShare[] others, RowPiece[] otherBlock, long vectors, TileProgress tiles,
        CancellationToken cancellation)
    {
        long firstRow = block[0].FirstRow, firstColumn = otherBlock[0].FirstRow;
        long terms = block.Sum(p => p.Rows) / vectors, otherTerms = otherBlock.Sum(p => p.Rows) / vectors;
        long step = Math.Max(1, GramTiles.Rows / vectors);
        for (long row = 0; row < terms; row += step)
        {
            long end = firstRow == firstColumn ? row + 1 : otherTerms;
            for (long column = 0; column < end; column += step)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope scope = NewDisposeScope();
                var rows = new ExampleRange(row, Math.Min(step, terms - row));
                var columns = new ExampleRange(column, Math.Min(step, otherTerms - column));
                Tensor tile = shares[0].Tile(rows, others[0], columns);
                foreach ((LayerShare share, LayerShare other) in shares.Zip(others).Skip(1))
                {
                    tile.AddInPlace(share.Tile(rows, other, columns));
                }

                GramTiles.Put(gram, firstRow + (row * vectors), firstColumn + (column * vectors), tile);
                tiles.Add(rows.Count, columns.Count, isOnDiagonal: firstRow == firstColumn && row == column);
            }

            tiles.Report();
        }
    }
}
