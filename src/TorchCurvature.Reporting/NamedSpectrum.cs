using TorchCurvature.Spectra;

namespace TorchCurvature.Reporting;

/// <summary>A spectrum and what tables and figures call it.</summary>
/// <param name="Title">Its name, such as <c>initial</c> or <c>After training</c>.</param>
/// <param name="Spectrum">The eigenvalues.</param>
/// <param name="Outliers">Its large eigenvalues, where they are to be marked.</param>
public sealed record NamedSpectrum(string Title, Spectrum Spectrum, OutlierCount? Outliers = null);
