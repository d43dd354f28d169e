namespace TorchCurvature.Experiments.Cells;

/// <summary>How far an experiment is.</summary>
/// <param name="Done">Cells finished, kept ones among them.</param>
/// <param name="Total">Cells in all.</param>
/// <param name="Status">What one of the cells is doing.</param>
public sealed record CellProgress(int Done, int Total, string Status);
