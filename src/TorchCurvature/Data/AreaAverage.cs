using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// Exact area averaging of one axis, as the matrix R [to, from]: output cell i is the interval [i, i + 1)·from/to of the input, and
/// R_ij the share of it that input cell j covers. Rows sum to 1; ratios need not be whole, and may enlarge.
/// </summary>
internal static class AreaAverage
{
    /// <summary>R in float64; an image shrinks as R_h · image · R_wᵀ. The caller disposes it.</summary>
    internal static Tensor Weights(long from, long to)
    {
        double[,] weights = new double[to, from];
        for (long i = 0; i < to; i++)
        {
            for (long j = 0; j < from; j++)
            {
                // In units of 1/to of an input cell, both intervals have whole ends: no rounding before the one division.
                long overlap = Math.Min((i + 1) * from, (j + 1) * to) - Math.Max(i * from, j * to);
                weights[i, j] = Math.Max(overlap, 0) / (double)from;
            }
        }

        return tensor(weights);
    }
}
