namespace TorchCurvature.Experiments.AppendixB;

/// <summary>What samples of one population showed.</summary>
/// <param name="Eigenvalues">All eigenvalues of the first sample, descending.</param>
/// <param name="Zeros">For each sample, the eigenvalues that rounding cannot tell from 0.</param>
/// <param name="Distances">
/// For each sample, the Kolmogorov–Smirnov distance of its nonzero eigenvalues, those of spikes left out, from the law of the population's
/// bulk.
/// </param>
/// <param name="Places">For each spike and sample, the sample eigenvalue of the spike's rank.</param>
/// <param name="Overlaps">For each spike and sample, the squared overlap of that eigenvector with the spike's.</param>
public sealed record SampledSpectra(
    IReadOnlyList<double> Eigenvalues,
    IReadOnlyList<int> Zeros,
    IReadOnlyList<double> Distances,
    IReadOnlyList<IReadOnlyList<double>> Places,
    IReadOnlyList<IReadOnlyList<double>> Overlaps);
