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

    /// <summary>Fills K [size, size].</summary>
    public void Fill(Tensor gram, long vectors, IProgress<double>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        IReadOnlyList<LayerSize> sizes = Sizes(structure, risk, vectors);
        LayerShare[] shares = [.. sizes.Select(size => size.Share(risk.TermCount, risk.Layout.DType, risk.Layout.Device))];
        long largest = sizes.Max(size => size.Positions * ((vectors * size.Channels) + size.Inputs));
        PullBack(shares, Math.Max(1, PieceLength / largest), progress, cancellation);
        Multiply(gram, shares, vectors, progress, cancellation);
    }

    private void PullBack(LayerShare[] shares, long examplesAtOnce, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = risk.EnterRightKernels();
        long done = 0;
        risk.Sum.OverPieces(
            examplesAtOnce,
            piece =>
            {
                PullBack(piece, shares);
                done += piece.Count;
                progress?.Report(PulledBackShare * done / risk.ExampleCount);
            },
            _ => { },
            cancellation);
    }

    private void PullBack(Batch piece, LayerShare[] shares)
    {
        using DisposeScope scope = NewDisposeScope();
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

    private void Multiply(
        Tensor gram, LayerShare[] shares, long vectors, IProgress<double>? progress, CancellationToken cancellation)
    {
        long examples = risk.TermCount, step = Math.Max(1, GramTiles.Rows / vectors);
        for (long row = 0; row < examples; row += step)
        {
            for (long column = 0; column <= row; column += step)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope scope = NewDisposeScope();
                var rows = new ExampleRange(row, Math.Min(step, examples - row));
                var columns = new ExampleRange(column, Math.Min(step, examples - column));
                Tensor tile = shares[0].Tile(rows, columns);
                foreach (LayerShare share in shares.AsSpan(1))
                {
                    tile.AddInPlace(share.Tile(rows, columns));
                }

                GramTiles.Put(gram, row * vectors, column * vectors, tile);
            }

            double done = Math.Min(1, (row + step) / (double)examples);
            progress?.Report(PulledBackShare + ((1 - PulledBackShare) * done * done));
        }
    }
}
