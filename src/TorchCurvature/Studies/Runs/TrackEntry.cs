using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Runs;

/// <summary>One look at the Hessian during training, as the manifest says it.</summary>
internal sealed record TrackEntry(
    long Step, double Loss, double GradientNorm, double LargestEigenvalue, double SmallestEigenvalue, double FunctionalToHessian,
    IReadOnlyList<OutlierCount> Outliers)
{
    public static TrackEntry Of(TrackedSpectrum look) => new(
        look.Step, look.Loss, look.GradientNorm, look.Spectrum.Largest, look.Spectrum.Smallest, look.FunctionalToHessian, look.Outliers);
}
