namespace TorchCurvature.Spectra;

/// <summary>Where a stochastic Lanczos quadrature stands.</summary>
/// <param name="Products">Columns multiplied so far.</param>
/// <param name="Probes">Probes finished.</param>
/// <param name="Wanted">Probes wanted.</param>
/// <param name="Step">Steps of the probes in work.</param>
public sealed record QuadratureProgress(long Products, int Probes, int Wanted, int Step);
