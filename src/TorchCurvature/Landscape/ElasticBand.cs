using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>The chain of straight pieces w_A, p_1, …, p_K, w_B. t goes evenly from pivot to pivot: w(i / (K + 1)) = p_i.</summary>
/// <param name="first">w_A [P]; copied.</param>
/// <param name="pivots">p_1 … p_K [P]; copied.</param>
/// <param name="last">w_B [P]; copied.</param>
/// <exception cref="ArgumentException">The points are not vectors of one length, precision and device.</exception>
public sealed class ElasticBand(Tensor first, IReadOnlyList<Tensor> pivots, Tensor last) : ParameterPath([first, .. pivots, last])
{
    /// <summary>p_1 … p_K [P]; the band owns them.</summary>
    public IReadOnlyList<Tensor> Pivots => [.. Points.Skip(1).SkipLast(1)];

    /// <inheritdoc/>
    protected override double[] Weights(double position)
    {
        int pieces = Points.Count - 1;
        int piece = (int)Math.Clamp(Math.Floor(position * pieces), 0, pieces - 1);
        double along = (position * pieces) - piece;
        double[] weights = new double[pieces + 1];
        (weights[piece], weights[piece + 1]) = (1 - along, along);
        return weights;
    }
}
