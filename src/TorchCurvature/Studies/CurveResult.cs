using TorchCurvature.Landscape;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>A trained curve between two networks, beside the straight line.</summary>
/// <param name="Line">The straight line.</param>
/// <param name="Curve">The trained curve.</param>
/// <param name="Middle">
/// The network [P] that bends the curve: the middle of a Bézier curve, which does not pass through it, and what lies half way on a band.
/// The result owns it.
/// </param>
/// <param name="Tolerance">What the training loss along the curve may rise above the mean of the ends within one level set.</param>
/// <param name="Decision">Whether both networks lie in one level set, by the curve.</param>
public sealed record CurveResult(PathResult Line, PathResult Curve, Tensor Middle, double Tolerance, LevelSetDecision Decision)
    : IDisposable
{
    /// <summary>Releases the middle.</summary>
    public void Dispose() => Middle.Dispose();
}
