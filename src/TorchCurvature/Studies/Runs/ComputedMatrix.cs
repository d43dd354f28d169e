using TorchCurvature.Curvature.Exact;

namespace TorchCurvature.Studies.Runs;

/// <summary>A whole matrix, and how long it took to compute.</summary>
/// <param name="Matrix">The matrix, which this object owns.</param>
/// <param name="Seconds">The time, of the run that computed it.</param>
internal sealed record ComputedMatrix(ExactHessian Matrix, double Seconds) : IDisposable
{
    public void Dispose() => Matrix.Dispose();
}
