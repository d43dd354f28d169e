namespace TorchCurvature.Spectra;

/// <summary>How finely a spectral density is resolved and what that may cost.</summary>
public sealed record QuadratureOptions
{
    /// <summary>
    /// t: the error wanted, as Wasserstein distance over λ_max − λ_min. Decides steps and probes where they are not given.
    /// </summary>
    public double WassersteinError { get; init; } = 0.05;

    /// <summary>η: how often the error may be larger.</summary>
    public double FailureProbability { get; init; } = 0.05;

    /// <summary>m, Lanczos steps of a probe. Null takes what the error asks for.</summary>
    public int? Steps { get; init; }

    /// <summary>Number of probes. Null takes what the error asks for, and at least 4.</summary>
    public int? Probes { get; init; }

    /// <summary>Distribution of the probes.</summary>
    public ProbeDistribution Distribution { get; init; } = ProbeDistribution.Sphere;

    /// <summary>Seed of the probes.</summary>
    public long Seed { get; init; }

    /// <summary>Probes run side by side. Each holds as many vectors as it takes steps.</summary>
    public int BlockSize { get; init; } = 1;

    /// <summary>Columns that may be multiplied.</summary>
    public long MaxProducts { get; init; } = long.MaxValue;

    /// <summary>Probes taken at least where their number is not given: fewer say little about their own spread.</summary>
    internal const int FewestProbes = 4;

    /// <summary>m = ⌈12/t + ½⌉ (Chen, Trogdon, Ubaru 2021).</summary>
    /// <param name="wassersteinError">t.</param>
    internal static int StepsFor(double wassersteinError) => (int)Math.Ceiling((12 / wassersteinError) + 0.5);

    /// <summary>⌈4 t⁻² ln(2P/η) / (P + 2)⌉ (Chen, Trogdon, Ubaru 2021).</summary>
    /// <param name="wassersteinError">t.</param>
    /// <param name="failureProbability">η.</param>
    /// <param name="dimension">P.</param>
    internal static int ProbesFor(double wassersteinError, double failureProbability, long dimension) =>
        (int)ProbesWanted(wassersteinError, failureProbability, dimension);

    private static double ProbesWanted(double wassersteinError, double failureProbability, long dimension) =>
        Math.Ceiling(4 / (wassersteinError * wassersteinError) * Math.Log(2 * dimension / failureProbability) / (dimension + 2));

    /// <summary>Products by the theorem, whatever their number: more than any run makes, where the error is small.</summary>
    internal double TheoremProducts(long dimension)
    {
        double probes = Probes ?? Math.Max(FewestProbes, ProbesWanted(WassersteinError, FailureProbability, dimension));
        return probes * Math.Min(dimension, Steps ?? ((12 / WassersteinError) + 1));
    }

    internal int EffectiveSteps(long dimension) => (int)Math.Min(dimension, Steps ?? StepsFor(WassersteinError));

    internal int EffectiveProbes(long dimension) =>
        Probes ?? Math.Max(FewestProbes, ProbesFor(WassersteinError, FailureProbability, dimension));

    /// <summary>
    /// About how many products a density takes where its error is measured (<see cref="SharedProbes"/>): as many probes as say something of
    /// their own spread, and half of the theorem's steps.
    /// </summary>
    internal double ExpectedProducts(long dimension)
    {
        int steps = Steps is null ? (int)Math.Ceiling(SharedProbes.ShareOfTheorem * StepsFor(WassersteinError)) : Steps.Value;
        return (double)(Probes ?? FewestProbes) * Math.Min(dimension, steps);
    }

    /// <summary>Whether so many steps and probes are those of the theorem, so that the error is guaranteed.</summary>
    internal bool IsGuaranteed(int steps, int probes, long dimension) =>
        steps >= Math.Min(dimension, StepsFor(WassersteinError)) && probes >= ProbesFor(WassersteinError, FailureProbability, dimension);

    internal static void Check(QuadratureOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Steps ?? 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Probes ?? 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BlockSize);
        if (options is not { WassersteinError: > 0 and <= 1, FailureProbability: > 0 and < 1 })
        {
            throw new ArgumentException(
                $"The Wasserstein error must be in (0, 1] and the failure probability in (0, 1); these are {options.WassersteinError:g3} "
                    + $"and {options.FailureProbability:g3}.",
                nameof(options));
        }
    }
}
