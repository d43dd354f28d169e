using TorchCurvature.Spectra;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Networks;

/// <summary>A trained network and its spectrum.</summary>
/// <param name="Steps">Training steps.</param>
/// <param name="Reason">Why training ended.</param>
/// <param name="Loss">Loss on the training data.</param>
/// <param name="GradientNorm">Norm of the full gradient.</param>
/// <param name="TrainAccuracy">Accuracy on the training data, from 0 to 1.</param>
/// <param name="TestAccuracy">Accuracy on the test data.</param>
/// <param name="ZeroRows">Rows of the final Hessian that are exactly zero.</param>
/// <param name="Initial">Eigenvalues before training, descending, where they were asked for.</param>
/// <param name="Final">Eigenvalues after training, descending.</param>
/// <param name="InitialZeroRows">Rows of the Hessian before training that are exactly zero; older records of cells do not have it.</param>
/// <param name="Precision">The precision that all eigenvalues were computed in; older records of cells do not have it.</param>
public sealed record Solution(
    long Steps,
    StoppingReason Reason,
    double Loss,
    double GradientNorm,
    double TrainAccuracy,
    double TestAccuracy,
    long ZeroRows,
    IReadOnlyList<double>? Initial,
    IReadOnlyList<double> Final,
    long InitialZeroRows = 0,
    ScalarType Precision = ScalarType.Float64)
{
    /// <summary>The spectrum before training.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for.</exception>
    public Spectrum InitialSpectrum() => new(
        Initial ?? throw new InvalidOperationException("The spectrum before training was not computed."), Precision, InitialZeroRows);

    /// <summary>The spectrum after training.</summary>
    public Spectrum FinalSpectrum() => new(Final, Precision, ZeroRows);
}
