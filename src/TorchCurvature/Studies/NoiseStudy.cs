using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>Compares the noise of stochastic gradients with the Hessian.</summary>
public static class NoiseStudy
{
    /// <summary>Compares them at a point that keeps its vectors.</summary>
    /// <param name="point">The point.</param>
    /// <param name="topDimension">k, the dimension of the top eigenspaces that are compared.</param>
    /// <param name="cancellation">Stops between matrices.</param>
    public static GradientNoise Compute(Point point, int topDimension, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        PointMatrix hessian = point.Matrix(CurvatureMatrices.Hessian, cancellation: cancellation);
        using OuterEigenvectors outer = OuterEigenvectors.Of(hessian.Pairs, topDimension, ends: 0);
        return Compute(point, hessian.Dense, outer, cancellation);
    }

    /// <summary>The same with the vectors that it needs.</summary>
    internal static GradientNoise Compute(
        Point point, DenseOperator hessian, OuterEigenvectors outer, CancellationToken cancellation)
    {
        using DenseOperator noise = GradientNoiseCovariance.Matrix(point.Risk, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return GradientNoise.Compute(hessian, noise, outer);
    }
}
