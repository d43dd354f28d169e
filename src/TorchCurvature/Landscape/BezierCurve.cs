using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// w(t) = (1 − t)² w_A + 2 t (1 − t) θ + t² w_B, the quadratic Bézier curve that θ bends. Source: Garipov et al. 2018, equation (5).
/// </summary>
/// <param name="first">w_A [P]; copied.</param>
/// <param name="middle">θ [P]; copied.</param>
/// <param name="last">w_B [P]; copied.</param>
/// <exception cref="ArgumentException">The points are not vectors of one length, precision and device.</exception>
public sealed class BezierCurve(Tensor first, Tensor middle, Tensor last) : ParameterPath(first, middle, last)
{
    /// <summary>θ [P], which the curve does not pass through; the curve owns it.</summary>
    public Tensor Middle => Points[1];

    /// <inheritdoc/>
    protected override double[] Weights(double position) =>
        [(1 - position) * (1 - position), 2 * position * (1 - position), position * position];
}
