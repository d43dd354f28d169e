using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>What a run keeps of a look at the Hessian during its training.</summary>
/// <param name="Step">Steps taken before it.</param>
/// <param name="Loss">The loss there.</param>
/// <param name="GradientNorm">The norm of its gradient.</param>
/// <param name="Values">All eigenvalues, descending, to the last bit.</param>
/// <param name="ZeroRows">Rows of the matrix that are exactly zero.</param>
/// <param name="DType">The precision of the eigenvalues.</param>
/// <param name="InheritedError">A bound, in the spectral norm, of the error that the matrix came with.</param>
/// <param name="FunctionalToHessian">‖F‖_F / ‖H‖_F.</param>
internal sealed record KeptLook(
    long Step, double Loss, double GradientNorm, IReadOnlyList<double> Values, long ZeroRows, ScalarType DType, double InheritedError,
    double FunctionalToHessian)
{
    /// <summary>What is kept of a look.</summary>
    public static KeptLook Of(TrackedSpectrum look) => new(
        look.Step, look.Loss, look.GradientNorm, look.Spectrum.Eigenvalues, look.Spectrum.ZeroRows, look.Spectrum.DType,
        look.Spectrum.InheritedError, look.FunctionalToHessian);

    /// <summary>The look; what follows from its eigenvalues is computed anew.</summary>
    public TrackedSpectrum ToLook()
    {
        var spectrum = new Spectrum(Values, DType, ZeroRows, InheritedError);
        return new TrackedSpectrum(
            Step, Loss, GradientNorm, spectrum, OutlierCounting.CountByEveryRule(spectrum), FunctionalToHessian);
    }
}
