namespace TorchCurvature.Spectra;

/// <summary>
/// How near an estimated density is to the spectrum, as Wasserstein distance over λ_max − λ_min: what was asked for, what was measured, and
/// whether a theorem guarantees the first.
/// </summary>
public sealed record DensityAccuracy
{
    internal DensityAccuracy(double wanted, double measured, bool isGuaranteed) =>
        (Wanted, Measured, IsGuaranteed) = (wanted, measured, isGuaranteed);

    /// <summary>What was asked for, t.</summary>
    public double Wanted { get; }

    /// <summary>
    /// What holds with 95 % by what the probes show: the bound of what the finite number of steps leaves out, from the moments of each
    /// probe, and the scatter of probes by their law.
    /// </summary>
    public double Measured { get; }

    /// <summary>
    /// Whether there are as many steps and probes as the theorem asks for (Chen, Trogdon, Ubaru 2021), whatever the spectrum.
    /// </summary>
    public bool IsGuaranteed { get; }
}
