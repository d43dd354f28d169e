using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What is looked at while a network is trained: the spectrum of the Hessian, and the size of its functional part.</summary>
public static class TrackStudy
{
    /// <summary>Looks at one point.</summary>
    /// <param name="step">Steps taken before it.</param>
    /// <param name="point">The point.</param>
    /// <param name="cancellation">Stops the computation of matrices.</param>
    public static TrackedSpectrum At(long step, Point point, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        PointMatrix hessian = point.Matrix(CurvatureMatrices.Hessian, cancellation: cancellation);
        double share = point.FunctionalToHessian(cancellation);
        return new TrackedSpectrum(
            step, point.Train.Loss, point.Train.GradientNorm ?? double.NaN, hessian.Spectrum, hessian.Outliers, share);
    }
}
