using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>How good the fit of a law to a matrix of a trained network is.</summary>
/// <param name="Matrix">G, or gradient-covariance for the empirical Fisher matrix.</param>
/// <param name="Law">marchenko-pastur or few-atoms.</param>
/// <param name="Distance">The Kolmogorov–Smirnov distance.</param>
/// <param name="Verdict">What that distance says.</param>
internal sealed record FitNumbers(string Matrix, string Law, double Distance, FitVerdict Verdict);
