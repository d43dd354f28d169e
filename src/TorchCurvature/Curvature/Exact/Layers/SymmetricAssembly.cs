using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>Puts blocks of second derivatives, indexed by layers' channels and inputs, where they belong in a [P, P] matrix.</summary>
internal sealed class SymmetricAssembly(Tensor matrix)
{
    private readonly long _dimension = matrix.shape[0];

    /// <summary>The matrix that is being assembled.</summary>
    public Tensor Matrix => matrix;

    /// <summary>
    /// Adds (or, at the first visit of memory that holds nothing yet, writes) <c>value[p, i, q, j]</c> at row (channel p, input
    /// firstRowInput + q) of one layer and column (channel i, input firstColumnInput + j) of another.
    /// </summary>
    public void Add(
        Tensor value, AffineLayer rows, long firstRowInput, AffineLayer columns, long firstColumnInput, bool write,
        long firstRowChannel = 0, long firstColumnChannel = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (ParameterSegment r in rows.Segments)
        {
            (long q, long qCount) = r.Intersect(firstRowInput, value.shape[2]);
            foreach (ParameterSegment c in columns.Segments)
            {
                (long j, long jCount) = c.Intersect(firstColumnInput, value.shape[3]);
                if (qCount <= 0 || jCount <= 0)
                {
                    continue;
                }

                Tensor source = value.narrow(2, q - firstRowInput, qCount).narrow(3, j - firstColumnInput, jCount).permute(0, 2, 1, 3);
                long row = r.Offset + (firstRowChannel * r.ChannelStride) + q - r.FirstInput;
                long column = c.Offset + (firstColumnChannel * c.ChannelStride) + j - c.FirstInput;
                Tensor target = matrix.as_strided(
                    source.shape, [r.ChannelStride * _dimension, _dimension, c.ChannelStride, 1], (row * _dimension) + column);
                _ = write ? target.copy_(source) : target.AddInPlace(source);
            }
        }
    }

    /// <summary>
    /// Adds <c>value[p, i, j]</c> at row (channel p, input i) of one layer and column (channel i, input j) of
    /// another, and at the transposed place.
    /// </summary>
    public void AddWhereRowInputIsColumnChannel(Tensor value, AffineLayer rows, AffineLayer columns)
    {
        using DisposeScope scope = NewDisposeScope();
        ParameterSegment r = rows.Segments[0];
        foreach (ParameterSegment c in columns.Segments)
        {
            Tensor source = value.narrow(2, c.FirstInput, c.InputCount);
            long below = (r.Offset * _dimension) + c.Offset, above = (c.Offset * _dimension) + r.Offset;
            matrix.as_strided(source.shape, [r.ChannelStride * _dimension, _dimension + c.ChannelStride, 1], below).AddInPlace(source);
            matrix.as_strided(source.shape, [r.ChannelStride, (c.ChannelStride * _dimension) + 1, _dimension], above).AddInPlace(source);
        }
    }

    /// <summary>Copies the lower triangle onto the upper one, so that the matrix is symmetric to the last bit.</summary>
    public void MirrorLowerTriangle()
    {
        const long Tile = 1024;
        for (long i = 0; i < _dimension; i += Tile)
        {
            long rows = Math.Min(Tile, _dimension - i);
            using DisposeScope scope = NewDisposeScope();
            Tensor diagonal = matrix.narrow(0, i, rows).narrow(1, i, rows);
            diagonal.copy_(diagonal.tril().Plus(diagonal.tril(-1).t()));
            for (long j = 0; j < i; j += Tile)
            {
                matrix.narrow(0, j, Tile).narrow(1, i, rows).copy_(matrix.narrow(0, i, rows).narrow(1, j, Tile).t());
            }
        }
    }
}
