using System.Text.Json.Serialization;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>The matrices of appendix B at the end of a training.</summary>
/// <param name="Accuracy">Accuracy on the training data, from 0 to 1.</param>
/// <param name="GradientNorm">Norm of the full gradient.</param>
/// <param name="GaussNewton">Eigenvalues of G, descending.</param>
/// <param name="EmpiricalFisher">
/// Eigenvalues of the empirical Fisher matrix (the uncentred covariance of the gradients), the paper's first term, descending.
/// </param>
/// <param name="ClassMeans">Eigenvalues of the part of G that the means of each class make, descending.</param>
public sealed record NetworkParts(
    double Accuracy,
    double GradientNorm,
    IReadOnlyList<double> GaussNewton,
    [property: JsonPropertyName("gradientCovariance")] IReadOnlyList<double> EmpiricalFisher,
    IReadOnlyList<double> ClassMeans);
