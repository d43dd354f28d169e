namespace TorchCurvature.Experiments.Claims;

/// <summary>A network of table 1.</summary>
/// <param name="IsReLU">Whether it is of ReLU units.</param>
/// <param name="IsBatched">Whether it was trained in batches.</param>
/// <param name="Spread">The standard deviation of a cluster.</param>
/// <param name="Classes">C.</param>
/// <param name="Seed">The seed.</param>
/// <param name="AboveEdge">Eigenvalues above the edge of the bulk; null where it has none.</param>
/// <param name="Edge">That edge.</param>
/// <param name="Largest">λ max.</param>
internal sealed record CountedRun(
    bool IsReLU, bool IsBatched, double Spread, int Classes, int Seed, int? AboveEdge, double? Edge, double Largest);
