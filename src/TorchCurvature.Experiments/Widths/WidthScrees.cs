namespace TorchCurvature.Experiments.Widths;

/// <summary>The right edges of the networks of one width.</summary>
/// <param name="Parameters">P.</param>
/// <param name="Seeds">For each seed, logarithms of the largest eigenvalues, descending.</param>
internal sealed record WidthScrees(int Parameters, IReadOnlyList<IReadOnlyList<double>> Seeds);
