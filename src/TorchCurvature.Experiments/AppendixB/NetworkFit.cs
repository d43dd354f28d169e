using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>A law fitted to a matrix of a trained network.</summary>
/// <param name="Seed">The network.</param>
/// <param name="Matrix">G, or gradient-covariance for the empirical Fisher matrix.</param>
/// <param name="Spectrum">The matrix's eigenvalues.</param>
/// <param name="Law">marchenko-pastur or few-atoms.</param>
/// <param name="Fit">The fit.</param>
internal sealed record NetworkFit(int Seed, string Matrix, Spectrum Spectrum, string Law, BulkFit Fit);
