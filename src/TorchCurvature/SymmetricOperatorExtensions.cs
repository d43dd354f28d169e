using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature;

/// <summary>What can be asked of a symmetric operator's spectrum.</summary>
public static class SymmetricOperatorExtensions
{
    internal const string ByProducts = "Top, Ends, Density, Moments and Trace need matrix-vector products alone.";

    /// <summary>
    /// All n eigenvalues, each within <see cref="Spectra.Spectrum.NoiseFloor"/>. Cost: <see cref="SymmetricOperator.ToDense"/>, and
    /// 4/3·n³ operations.
    /// </summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="cancellation">Stops between the products that make the matrix.</param>
    /// <exception cref="InsufficientMemoryException">The matrix does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Spectrum Spectrum(this SymmetricOperator a, CancellationToken cancellation = default)
    {
        using DenseOperator matrix = Whole(a, vectors: false, cancellation);
        return new Spectrum(DenseEigensolver.Values(matrix));
    }

    /// <summary>The spectrum of all eigenvalues, with their precision and what the matrix inherited.</summary>
    /// <param name="pairs">All eigenpairs of a matrix.</param>
    public static Spectrum Spectrum(this EigenPairs pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return new Spectrum(pairs.Eigenvalues);
    }

    /// <summary>All n eigenpairs. Cost: <see cref="SymmetricOperator.ToDense"/>, and 9·n³ operations.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="cancellation">Stops between the products that make the matrix.</param>
    /// <returns>The pairs, which the caller owns: they hold the vectors, n² numbers.</returns>
    /// <exception cref="InsufficientMemoryException">The matrix does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EigenPairs Pairs(this SymmetricOperator a, CancellationToken cancellation = default)
    {
        using DenseOperator matrix = Whole(a, vectors: true, cancellation);
        return DenseEigensolver.Pairs(matrix);
    }

    /// <summary>The largest eigenvalues with their vectors, by <see cref="LanczosEigensolver"/>.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the search, with what is known by then.</param>
    /// <returns>The pairs, which the caller owns: they hold the vectors.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static ExtremalEigenPairs Top(
        this SymmetricOperator a, int count, IProgress<LanczosProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return a.Ends(new LanczosOptions { Top = count, Bottom = 0 }, progress, cancellation);
    }

    /// <summary>The ends of the spectrum with their vectors, by <see cref="LanczosEigensolver"/>.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="options">What to look for; null takes 20 at either end.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the search, with what is known by then.</param>
    /// <returns>The pairs, which the caller owns: they hold the vectors.</returns>
    /// <exception cref="ArgumentException">The options do not fit the operator.</exception>
    public static ExtremalEigenPairs Ends(
        this SymmetricOperator a, LanczosOptions? options = null, IProgress<LanczosProgress>? progress = null,
        CancellationToken cancellation = default) =>
        LanczosEigensolver.Solve(a, options ?? new LanczosOptions(), progress: progress, cancellation: cancellation);

    /// <summary>The spectral density, by <see cref="StochasticLanczosQuadrature"/>.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="known">Pairs of A that <see cref="Top"/> or <see cref="Ends"/> gave, which are counted one by one; referred to, not
    /// owned.</param>
    /// <param name="options">How finely it is resolved; null takes an error of 5 % of the spectrum's range.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends at the next product, with the probes finished by then.</param>
    /// <exception cref="ArgumentException">The options make no sense, or the pairs are of another operator.</exception>
    public static SpectralDensity Density(
        this SymmetricOperator a, ExtremalEigenPairs? known = null, QuadratureOptions? options = null,
        IProgress<QuadratureProgress>? progress = null, CancellationToken cancellation = default)
    {
        SpectralDensity density = StochasticLanczosQuadrature.Compute(a, options ?? new QuadratureOptions(), known, progress, cancellation);
        return known is null ? density : density.Within(known);
    }

    /// <summary>Trace and Frobenius norm, estimated by <see cref="SpectralMoments"/>.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="known">Pairs of A, which are counted exactly; referred to, not owned.</param>
    /// <param name="options">How precisely; null takes 1 %.</param>
    /// <param name="progress">Told the estimates after each block of probes.</param>
    /// <param name="cancellation">Ends at the next product, with what is known by then.</param>
    /// <exception cref="ArgumentException">The options make no sense, or the pairs are of another operator.</exception>
    public static SpectralMoments Moments(
        this SymmetricOperator a, ExtremalEigenPairs? known = null, MomentOptions? options = null,
        IProgress<SpectralMoments>? progress = null, CancellationToken cancellation = default) =>
        SpectralMoments.Compute(a, options ?? new MomentOptions(), known, progress, cancellation);

    /// <summary>The trace, estimated from random probes, with its standard error; <see cref="Moments"/> takes options.</summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="known">Pairs of A, which are counted exactly; referred to, not owned.</param>
    /// <param name="cancellation">Ends at the next product, with what is known by then.</param>
    /// <exception cref="ArgumentException">The pairs are of another operator.</exception>
    public static Estimate Trace(this SymmetricOperator a, ExtremalEigenPairs? known = null, CancellationToken cancellation = default) =>
        a.Moments(known, cancellation: cancellation).Trace;

    internal static void RequireRoom(long dimension, ScalarType dtype, bool vectors) => MachineMemory.Require(
        DenseEigensolver.RequiredBytes(dimension, dtype, vectors),
        $"All eigen{(vectors ? "pairs" : "values")} of a matrix of dimension {dimension}",
        ByProducts);

    private static DenseOperator Whole(SymmetricOperator a, bool vectors, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a is not DenseOperator)
        {
            RequireRoom(a.Dimension, a.DType, vectors);
        }

        return a.ToDense(cancellation: cancellation);
    }
}
