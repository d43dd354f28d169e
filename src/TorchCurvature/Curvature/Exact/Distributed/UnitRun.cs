namespace TorchCurvature.Curvature.Exact.Distributed;

/// <summary>Parameters of one unit that stand beside each other along a side of a part: some of its weights, or its bias.</summary>
/// <param name="Unit">The unit whose pre-activation they make up, counted through all layers.</param>
/// <param name="Layer">Its layer.</param>
/// <param name="First">The place of the first one along the side.</param>
/// <param name="Count">How many.</param>
internal readonly record struct UnitRun(long Unit, int Layer, long First, long Count);
