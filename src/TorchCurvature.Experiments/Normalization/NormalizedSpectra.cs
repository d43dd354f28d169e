namespace TorchCurvature.Experiments.Normalization;

/// <summary>A trained network's spectra.</summary>
/// <param name="Loss">The loss with the statistics of the whole data.</param>
/// <param name="Accuracy">The accuracy likewise.</param>
/// <param name="WithStatistics">Eigenvalues of the Hessian that is differentiated through the statistics, descending.</param>
/// <param name="Stored">Those with stored statistics; the same without batch normalization.</param>
public sealed record NormalizedSpectra(
    double Loss, double Accuracy, IReadOnlyList<double> WithStatistics, IReadOnlyList<double> Stored);
