using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Runs;

/// <summary>How the estimate of a density ended, as the manifest says it.</summary>
/// <param name="Status">Why it ended.</param>
/// <param name="Probes">Probes that were finished.</param>
/// <param name="Steps">Lanczos steps of a probe.</param>
/// <param name="Products">Columns multiplied.</param>
/// <param name="Width">σ of the Gaussian that smooths the table's and the figure's density, in units of λ.</param>
/// <param name="Peak">The largest smoothed density, as a share of the eigenvalues per unit of λ.</param>
/// <param name="ProbeError">What the probes may be off by where they are off most (95 %), in the same unit.</param>
/// <param name="QuadratureError">What the finite number of steps may add at most.</param>
/// <param name="Accuracy">Wasserstein distance from the spectrum: wanted, measured, and whether it is guaranteed.</param>
internal sealed record DensityEntry(
    SolverStatus Status, int Probes, int Steps, long Products, double Width, double Peak, double ProbeError, double QuadratureError,
    DensityAccuracy? Accuracy)
{
    public static DensityEntry? Of(SpectralDensity? density, DensityCurve? curve, DensityAccuracy? accuracy) =>
        density is null || curve is null
        ? null
        : new DensityEntry(
            density.Status, density.Probes.Count, density.Steps, density.Products, curve.Width, curve.Peak, curve.ProbeError,
            curve.QuadratureError, accuracy);
}
