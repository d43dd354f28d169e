namespace TorchCurvature.Spectra;

/// <summary>The spectrum of the Hessian H = G + F at one step of a training run.</summary>
public sealed record TrackedSpectrum
{
    internal TrackedSpectrum(
        long step, double loss, double gradientNorm, Spectrum spectrum, IReadOnlyList<OutlierCount> outliers, double functionalToHessian)
    {
        (Step, Loss, GradientNorm) = (step, loss, gradientNorm);
        (Spectrum, Outliers, FunctionalToHessian) = (spectrum, outliers, functionalToHessian);
    }

    /// <summary>Steps taken before this moment.</summary>
    public long Step { get; }

    /// <summary>L over all training examples.</summary>
    public double Loss { get; }

    /// <summary>‖∇L‖.</summary>
    public double GradientNorm { get; }

    /// <summary>All eigenvalues of H.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>Counts of its large eigenvalues.</summary>
    public IReadOnlyList<OutlierCount> Outliers { get; }

    /// <summary>‖F‖_F / ‖H‖_F, the size of the second term of the Gauss–Newton decomposition.</summary>
    public double FunctionalToHessian { get; }

    /// <summary>Steps evenly spaced on a logarithmic scale, from 1 to the last one.</summary>
    /// <param name="count">How many; fewer come out where they would be equal.</param>
    /// <param name="last">The last step, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static IReadOnlySet<long> LogarithmicSteps(int count, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, 1);
        return Enumerable.Range(1, count).Select(i => (long)Math.Round(Math.Pow(last, count == 1 ? 1 : (i - 1) / (count - 1.0))))
            .ToHashSet();
    }
}
