using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.RandomMatrix;

/// <summary>
/// Samples of S = (1/N) Σ^{1/2} X Xᵀ Σ^{1/2}, Σ diagonal, X [P, N] with independent standard normal entries, in float64 on the CPU.
/// </summary>
public static class SampleCovariance
{
    /// <summary>A factor A = Σ^{1/2} X / √N of a sample S = A Aᵀ.</summary>
    /// <param name="population">The P eigenvalues of Σ, not negative; row i of A has the variance of the i-th.</param>
    /// <param name="samples">N.</param>
    /// <param name="generator">Where X is drawn from; the same state gives the same bits.</param>
    /// <returns>A [P, N]; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no eigenvalue, or one is negative or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">N is below 1.</exception>
    public static Tensor Factor(IReadOnlyCollection<double> population, long samples, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        double[] variances = [.. population];
        if (variances.Length == 0 || variances.Any(v => !(v >= 0 && double.IsFinite(v))))
        {
            throw new ArgumentException("A population needs at least one eigenvalue, each finite and not negative.", nameof(population));
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor deviations = tensor(variances).DivideInPlace(samples).sqrt_().unsqueeze(1);
        return randn([variances.Length, samples], float64, generator: generator).mul_(deviations).MoveToOuterDisposeScope();
    }

    /// <summary>All P eigenvalues of A Aᵀ, from the smaller of A Aᵀ and Aᵀ A; the others are exact zeros.</summary>
    /// <param name="factor">A [P, N] in float64; not changed.</param>
    /// <remarks>Cost: min(P, N)²·(max(P, N) + 4/3·min(P, N)) operations.</remarks>
    /// <exception cref="ArgumentException">A is not a matrix of float64.</exception>
    public static Spectrum SpectrumOf(Tensor factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        if (factor.dim() != 2 || factor.dtype != ScalarType.Float64)
        {
            throw new ArgumentException(
                $"A factor is a matrix [P, N] of float64; this one is {factor.dtype} with {factor.dim()} dimensions.", nameof(factor));
        }

        using DisposeScope scope = NewDisposeScope();
        long rows = factor.shape[0], smaller = Math.Min(rows, factor.shape[1]);
        Tensor gram = rows == smaller ? factor.mm(factor.t()) : factor.t().mm(factor);
        double[] values = new double[rows];
        // The matrix has no negative eigenvalue, so what rounding puts below 0 is one that is 0.
        linalg.eigvalsh(gram).ClampedFromBelow(0).flip(0).cpu().data<double>().CopyTo(values);
        return new Spectrum(values, ScalarType.Float64);
    }

    /// <summary>The eigenvalues of one sample.</summary>
    /// <param name="population">The P eigenvalues of Σ, not negative.</param>
    /// <param name="samples">N.</param>
    /// <param name="generator">Where X is drawn from; the same state gives the same bits.</param>
    /// <exception cref="ArgumentException">There is no eigenvalue, or one is negative or not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">N is below 1.</exception>
    public static Spectrum Sample(IReadOnlyCollection<double> population, long samples, Generator generator)
    {
        using Tensor factor = Factor(population, samples, generator);
        return SpectrumOf(factor);
    }
}
