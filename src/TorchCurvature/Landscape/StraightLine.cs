using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>w(α) = (1 − α) w_A + α w_B, and beyond both ends. Source: Goodfellow, Vinyals, Saxe 2015; mathematics.md (26).</summary>
/// <param name="first">w_A [P]; copied.</param>
/// <param name="last">w_B [P]; copied.</param>
/// <exception cref="ArgumentException">The points are not vectors of one length, precision and device.</exception>
public sealed class StraightLine(Tensor first, Tensor last) : ParameterPath(first, last)
{
    /// <inheritdoc/>
    protected override double[] Weights(double position) => [1 - position, position];
}
