using TorchCurvature.Curvature.Exact;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>What a run keeps of a matrix that it computed and diagonalized: all that its results say of it, and not the matrix.</summary>
/// <param name="Method">How it was computed.</param>
/// <param name="IsRotated">Whether it was computed in the coordinates of the run's rotation.</param>
/// <param name="Asymmetry">The largest |A_ij − A_ji| before the two were made equal.</param>
/// <param name="Remark">What has to be known of how it was computed; null where there is nothing.</param>
/// <param name="InheritedError">A bound, in the spectral norm, of the error that it came with.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="EigenvalueSeconds">How long its eigenvalues took.</param>
/// <param name="Values">The eigenvalues, descending, to the last bit.</param>
/// <param name="ZeroRows">Rows that are exactly zero.</param>
/// <param name="DType">The precision of the eigenvalues.</param>
/// <param name="ErrorOfValues">The bound that they came with.</param>
internal sealed record KeptMatrix(
    ExactHessianMethod? Method, bool IsRotated, double Asymmetry, string? Remark, double InheritedError, double Seconds,
    double EigenvalueSeconds, IReadOnlyList<double> Values, long ZeroRows, ScalarType DType, double ErrorOfValues);
