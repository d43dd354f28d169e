namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>A training with looks, and three ways on from its end; losses are over all examples, at the same steps.</summary>
/// <param name="Parameters">P.</param>
/// <param name="Looks">The moments in order.</param>
/// <param name="All">The losses of going on with whole steps; the first is that of the branching point.</param>
/// <param name="Dominant">Those of steps in the top subspace alone.</param>
/// <param name="Bulk">Those of steps orthogonal to it.</param>
public sealed record SubspaceRun(
    int Parameters, IReadOnlyList<SubspaceLook> Looks, IReadOnlyList<double> All, IReadOnlyList<double> Dominant,
    IReadOnlyList<double> Bulk);
