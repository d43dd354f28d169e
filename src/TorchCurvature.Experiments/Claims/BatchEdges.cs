namespace TorchCurvature.Experiments.Claims;

/// <summary>The edges of both networks of one seed of figures 7 and 8.</summary>
/// <param name="Large">After training with the large batch.</param>
/// <param name="Small">After training with the small batch.</param>
internal sealed record BatchEdges(IReadOnlyList<double> Large, IReadOnlyList<double> Small);
