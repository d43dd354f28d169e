using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;

namespace TorchCurvature.Studies.Runs;

/// <summary>The whole matrices at one point of a run that were computed before it was interrupted.</summary>
/// <param name="state">The run's state.</param>
/// <param name="point">The point's name.</param>
internal sealed class KeptMatrices(SpectrumState state, string point)
{
    // Bytes that a slow disk takes in a second: what is computed faster than it is written is not kept.
    private const double SlowDisk = 1e8;

    /// <summary>A matrix that was kept, or null.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="risk">The risk that it is of.</param>
    /// <param name="rotation">The coordinates that it may be in.</param>
    public ComputedMatrix? Find(CurvatureMatrix kind, EmpiricalRisk risk, FirstLayerRotation? rotation) =>
        state.FindWhole(point, kind, risk, rotation);

    /// <summary>Keeps a matrix that was just computed.</summary>
    public void Keep(ComputedMatrix computed)
    {
        if (computed.Seconds * SlowDisk > computed.Matrix.Matrix.numel() * (double)computed.Matrix.Matrix.ElementSize)
        {
            state.SaveWhole(point, computed);
        }
    }
}
