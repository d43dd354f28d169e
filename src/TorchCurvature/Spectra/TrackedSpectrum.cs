namespace TorchCurvature.Spectra;

/// <summary>The spectrum of the Hessian H = G + F at one step of a training run.</summary>
/// <param name="Step">Steps taken before this moment.</param>
/// <param name="Loss">L over all training examples.</param>
/// <param name="GradientNorm">‖∇L‖.</param>
/// <param name="Spectrum">All eigenvalues of H.</param>
/// <param name="Outliers">Counts of its large eigenvalues.</param>
/// <param name="FunctionalToHessian">‖F‖_F / ‖H‖_F, the size of the second term of the Gauss–Newton decomposition.</param>
public sealed record TrackedSpectrum(long Step, double Loss, double GradientNorm, Spectrum Spectrum, IReadOnlyList<OutlierCount> Outliers, double FunctionalToHessian)
{
    /// <summary>Steps evenly spaced on a logarithmic scale, from 1 to the last one.</summary>
    /// <param name="count">How many; fewer come out where they would be equal.</param>
    /// <param name="last">The last step, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static IReadOnlySet<long> LogarithmicSteps(int count, long last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, 1);
        return Enumerable.Range(1, count).Select(i => (long)Math.Round(Math.Pow(last, count == 1 ? 1 : (i - 1) / (count - 1.0)))).ToHashSet();
    }
}
