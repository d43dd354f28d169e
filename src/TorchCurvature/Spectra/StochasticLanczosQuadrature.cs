using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// The spectral density of a symmetric matrix from products with random probes: a Lanczos tridiagonalization of each, with full
/// reorthogonalization, is a Gauss quadrature of the density (Ubaru, Chen, Saad 2017). Eigenpairs that are known are projected out, so the
/// probes only have to resolve the rest.
/// </summary>
public static class StochasticLanczosQuadrature
{
    /// <summary>Bytes taken at the peak, the operator's own products not included.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="dtype">Precision of the operator.</param>
    /// <param name="options">Steps and probes.</param>
    /// <param name="deflated">Eigenpairs projected out; their vectors are copied.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype, QuadratureOptions options, int deflated = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        double vectors = deflated + ((options.EffectiveSteps(dimension) + 3.0) * options.BlockSize);
        return (vectors * dimension * dtype.ElementSize()) + (3.0 * dimension * sizeof(double))
            + Orthogonalization.ScratchBytes(options.EffectiveSteps(dimension));
    }

    /// <summary>
    /// Computes the density. The same seed gives the same probes, whatever their number and however many run side by side.
    /// </summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="options">Steps and probes, or the error that decides them.</param>
    /// <param name="known">Eigenpairs to take out first; only converged ones are. Referred to, not owned.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends at the next product, with the probes finished by then.</param>
    /// <exception cref="ArgumentException">The options make no sense, or the pairs are of another operator.</exception>
    public static SpectralDensity Compute(
        SymmetricOperator a, QuadratureOptions options, ExtremalEigenPairs? known = null, IProgress<QuadratureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(options);
        QuadratureOptions.Check(options);
        using DisposeScope scope = NewDisposeScope();
        DeflationBasis deflation = DeflationBasis.From(a, known);
        long remaining = a.Dimension - deflation.Values.Length;
        int steps = remaining == 0 ? 0 : options.EffectiveSteps(remaining);
        var density = new SpectralDensity(a.Dimension, deflation.Values, [], steps, 0, SolverStatus.Converged)
        {
            Distribution = options.Distribution,
            DeflatedError = deflation.Error,
        };
        return remaining == 0
            ? density
            : AddProbes(a, options, deflation, density, options.EffectiveProbes(remaining), progress, cancellation);
    }

    /// <summary>Adds probes until an estimate is good enough, or products run out.</summary>
    /// <param name="a">The operator of the density.</param>
    /// <param name="density">What <see cref="Compute"/> gave.</param>
    /// <param name="isEnough">Asked before every block of probes.</param>
    /// <param name="options">The options of the density; its <see cref="QuadratureOptions.MaxProducts"/> counts the
    /// products that it took already.</param>
    /// <param name="known">The eigenpairs that were taken out.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends at the next product, with the probes finished by then.</param>
    /// <exception cref="ArgumentException">The options make no sense, or the pairs are not those of the density.</exception>
    public static SpectralDensity Refine(
        SymmetricOperator a, SpectralDensity density, Func<SpectralDensity, bool> isEnough, QuadratureOptions options,
        ExtremalEigenPairs? known = null, IProgress<QuadratureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(density);
        ArgumentNullException.ThrowIfNull(isEnough);
        ArgumentNullException.ThrowIfNull(options);
        QuadratureOptions.Check(options);
        using DisposeScope scope = NewDisposeScope();
        DeflationBasis deflation = DeflationBasis.From(a, known);
        if (!deflation.Values.SequenceEqual(density.Deflated) || a.Dimension != density.Dimension)
        {
            throw new ArgumentException("These are not the eigenpairs that were taken out of the density.", nameof(known));
        }

        while (density.Status == SolverStatus.Converged && density.Steps > 0 && !isEnough(density))
        {
            density = AddProbes(a, options, deflation, density, density.Probes.Count + options.BlockSize, progress, cancellation);
        }

        return density;
    }

    private static SpectralDensity AddProbes(
        SymmetricOperator a, QuadratureOptions options, DeflationBasis deflation, SpectralDensity density, int wanted,
        IProgress<QuadratureProgress>? progress, CancellationToken cancellation)
    {
        while (density.Probes.Count < wanted && density.Status == SolverStatus.Converged)
        {
            using DisposeScope scope = NewDisposeScope();
            long affordable = (options.MaxProducts - density.Products) / density.Steps;
            int count = (int)Math.Min(Math.Min(options.BlockSize, wanted - density.Probes.Count), affordable);
            if (count < 1)
            {
                return density with { Status = SolverStatus.ProductLimit };
            }

            int first = density.Probes.Count;
            LanczosTridiagonalization[] probes = [.. Enumerable.Range(first, count)
                .Select(i => new LanczosTridiagonalization(Probe(a, options, i), deflation.Rows, density.Steps, a.DType))];
            try
            {
                density = Run(a, probes, density, products =>
                    progress?.Report(new QuadratureProgress(products, first, wanted, probes.Max(p => p.Diagonal.Count))), cancellation);
            }
            finally
            {
                Array.ForEach(probes, p => p.Dispose());
            }
        }

        return density;
    }

    private static SpectralDensity Run(
        SymmetricOperator a, LanczosTridiagonalization[] probes, SpectralDensity density, Action<long> report,
        CancellationToken cancellation)
    {
        long products = density.Products;
        SolverStatus status = SolverStatus.Converged;
        while (status == SolverStatus.Converged && probes.Any(p => !p.IsFinished))
        {
            using DisposeScope scope = NewDisposeScope();
            LanczosTridiagonalization[] active = [.. probes.Where(p => !p.IsFinished)];
            try
            {
                cancellation.ThrowIfCancellationRequested();
                Tensor product = a.Multiply(cat([.. active.Select(p => p.Next())], 1), cancellation);
                products += active.Length;
                for (int i = 0; i < active.Length; i++)
                {
                    status = active[i].Take(product.narrow(1, i, 1)) ? status : SolverStatus.NotFinite;
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                status = SolverStatus.Cancelled;
            }

            report(products);
        }

        // A probe that was cut short is a coarser sample: better than none, worse than the others.
        bool takesUnfinished = density.Probes.Count == 0 && !probes.Any(p => p.IsFinished);
        IEnumerable<GaussQuadrature> finished =
            probes.Where(p => p.IsFinished || (takesUnfinished && p.Diagonal.Count > 0)).Select(p => p.Quadrature());
        return density with { Probes = [.. density.Probes, .. finished], Products = products, Status = status };
    }

    internal static Tensor Probe(SymmetricOperator a, QuadratureOptions options, int index) =>
        options.Distribution == ProbeDistribution.Rademacher
            ? RandomVectors.Signs(index, 1, a.Dimension, options.Seed, "quadrature probe", a.Device)
            : RandomVectors.Gaussian(index, 1, a.Dimension, options.Seed, "quadrature probe", a.Device);
}
