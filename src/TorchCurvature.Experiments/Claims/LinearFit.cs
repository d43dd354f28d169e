namespace TorchCurvature.Experiments.Claims;

/// <summary>The Marchenko–Pastur law fitted to the nonzero eigenvalues of the Gauss–Newton matrix of a linear model.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Inputs">d, numbers in one example.</param>
/// <param name="Samples">N.</param>
/// <param name="Eigenvalues">How many were fitted.</param>
/// <param name="Step">Steps of training before.</param>
/// <param name="AspectRatio">γ of the fit; the theory has d/N.</param>
/// <param name="Distance">The Kolmogorov–Smirnov distance of the eigenvalues from the law.</param>
internal sealed record LinearFit(int Seed, int Inputs, int Samples, int Eigenvalues, long Step, double AspectRatio, double Distance);
