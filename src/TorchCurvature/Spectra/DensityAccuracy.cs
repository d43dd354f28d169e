namespace TorchCurvature.Spectra;

/// <summary>
/// How near an estimated density is to the spectrum, as Wasserstein distance over λ_max − λ_min: what was asked for, what was measured, and
/// whether a theorem guarantees the first.
/// </summary>
/// <param name="Wanted">What was asked for, t.</param>
/// <param name="Measured">
/// What holds with 95 % by what the probes show: the bound of what the finite number of steps leaves out, from the moments of each probe,
/// and the scatter of probes by their law.
/// </param>
/// <param name="IsGuaranteed">
/// Whether there are as many steps and probes as the theorem asks for (Chen, Trogdon, Ubaru 2021), whatever the spectrum.
/// </param>
public sealed record DensityAccuracy(double Wanted, double Measured, bool IsGuaranteed);
