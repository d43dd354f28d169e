using TorchCurvature.Data;
using TorchCurvature.Losses;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>The examples of a risk in pieces, and these in blocks of rows of a Gram matrix.</summary>
internal static class RowPieces
{
    /// <summary>All pieces that have rows, in the order of the examples.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="vectors">Rows of a term.</param>
    /// <param name="examples">So many examples at most in a piece; null leaves batches whole.</param>
    public static RowPiece[] Of(EmpiricalRisk risk, long vectors, long? examples)
    {
        List<RowPiece> pieces = [];
        long row = 0;
        for (int b = 0; b < risk.Batches.Count; b++)
        {
            Batch batch = risk.Batches[b];
            long step = examples ?? batch.Count;
            for (long first = 0; first < batch.Count; first += step)
            {
                long count = Math.Min(step, batch.Count - first);
                using Tensor targets = batch.Targets.narrow(0, first, count);
                long rows = LossTerms.CountOf(risk.Loss, targets) * vectors;
                if (rows > 0)
                {
                    pieces.Add(new RowPiece(b, first, count, row, rows));
                    row += rows;
                }
            }
        }

        return [.. pieces];
    }

    /// <summary>The pieces in blocks of about so many rows; a piece that has more is a block of its own.</summary>
    public static IEnumerable<RowPiece[]> Blocks(IEnumerable<RowPiece> pieces, long rows)
    {
        List<RowPiece> block = [];
        foreach (RowPiece piece in pieces)
        {
            if (block.Count > 0 && block.Sum(p => p.Rows) + piece.Rows > rows)
            {
                yield return [.. block];
                block.Clear();
            }

            block.Add(piece);
        }

        yield return [.. block];
    }
}
