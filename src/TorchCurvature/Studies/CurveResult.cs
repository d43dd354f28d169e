using TorchCurvature.Landscape;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>A trained curve between two networks, beside the straight line.</summary>
public sealed record CurveResult : IDisposable
{
    internal CurveResult(PathResult line, PathResult curve, Tensor middle, double tolerance, LevelSetDecision decision) =>
        (Line, Curve, Middle, Tolerance, Decision) = (line, curve, middle, tolerance, decision);

    /// <summary>The straight line.</summary>
    public PathResult Line { get; }

    /// <summary>The trained curve.</summary>
    public PathResult Curve { get; }

    /// <summary>
    /// The network [P] that bends the curve: the middle of a Bézier curve, which does not pass through it, and what lies half way
    /// on a band. The result owns it.
    /// </summary>
    public Tensor Middle { get; }

    /// <summary>What the training loss along the curve may rise above the mean of the ends within one level set.</summary>
    public double Tolerance { get; }

    /// <summary>Whether both networks lie in one level set, by the curve.</summary>
    public LevelSetDecision Decision { get; }

    /// <summary>Releases the middle.</summary>
    public void Dispose() => Middle.Dispose();
}
