using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;

namespace TorchCurvature;

/// <summary>
/// A curvature matrix [P, P] of an empirical risk, as <c>risk.Hessian()</c> gives it, with the doors to what is asked of it. Each door
/// computes at the parameters that the model has then, and disposes
/// what it made on the way.
/// </summary>
/// <remarks>
/// <see cref="Exact"/>, <see cref="Spectrum"/> and <see cref="Pairs"/> need the whole matrix, P² numbers. <see cref="Top"/>,
/// <see cref="Ends"/>, <see cref="Density"/>, <see cref="Moments"/> and
/// <see cref="Trace"/> take products with vectors, each of which costs about two gradients. To ask several questions of one operator
/// whose graphs are kept, use <see cref="Operator"/>.
/// </remarks>
public sealed class RiskCurvature
{
    internal RiskCurvature(EmpiricalRisk risk, CurvatureMatrix kind)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(kind);
        (Risk, Kind) = (risk, kind);
    }

    /// <summary>The risk L; referred to, not owned.</summary>
    public EmpiricalRisk Risk { get; }

    /// <summary>Which matrix it is.</summary>
    public CurvatureMatrix Kind { get; }

    /// <summary>P.</summary>
    public long Dimension => Risk.Dimension;

    /// <summary>
    /// The whole matrix, by the fastest method that the module allows. <see cref="ExactHessian.Compute"/> gives it with what is known of
    /// how it was computed.
    /// </summary>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between batches, channels or columns.</param>
    /// <returns>The matrix with its stated error, which the caller owns.</returns>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry, as it does where the parameters have
    /// diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DenseOperator Exact(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        double size = (double)Dimension * Dimension * Risk.Layout.DType.ElementSize();
        string what = $"A whole matrix of {Dimension} parameters and what it is made of";
        MachineMemory.Require(size * Kind.OperatorCount, what, SymmetricOperatorExtensions.ByProducts);
        using ExactHessian matrix = Kind.Exact(Risk, progress: progress, cancellation: cancellation);
        return matrix.ToOperator();
    }

    /// <summary>The matrix known by its products.</summary>
    /// <param name="keptGraphs">So many of the first batches keep their graphs from one product to the next, which takes memory and saves
    /// time.</param>
    /// <returns>An operator at the model's present parameters, which the caller owns; do not change them while it is used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of kept graphs is negative.</exception>
    public SymmetricOperator Operator(int keptGraphs = 0) => Kind.Operator(Risk, keptGraphs);

    /// <summary>
    /// All P eigenvalues, each within <see cref="Spectra.Spectrum.NoiseFloor"/>. Cost: the whole matrix, and 4/3·P³ operations.
    /// </summary>
    /// <param name="progress">Receives the share of the matrix that is done, from 0 to 1; the eigenvalues come after that.</param>
    /// <param name="cancellation">Stops the matrix between batches, channels or columns.</param>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry, as it does where the parameters have
    /// diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Spectrum Spectrum(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        SymmetricOperatorExtensions.RequireRoom(Dimension, Risk.Layout.DType, vectors: false);
        using DenseOperator matrix = Exact(progress, cancellation);
        return matrix.Spectrum(cancellation);
    }

    /// <summary>
    /// All P eigenvalues of the Gauss–Newton or the empirical Fisher matrix, of which those of its Gram matrix are computed and the others
    /// are exactly 0: the cost grows with the data, and P may be any number.
    /// </summary>
    /// <param name="progress">Receives the share of the Gram matrix that is done, from 0 to 1; the eigenvalues come after that.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IndefiniteLossException">The loss is not convex in the outputs here.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">The Gram matrix has an infinite or undefined entry.</exception>
    /// <exception cref="NotSupportedException">The matrix is no sum of so few outer products.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Spectrum GramSpectrum(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using GramMatrix gram = GramMatrix.Compute(Risk, Kind, progress: progress, cancellation: cancellation);
        return gram.Spectrum(Risk.WeightDecay);
    }

    /// <summary>All P eigenpairs. Cost: the whole matrix, and 9·P³ operations.</summary>
    /// <param name="progress">Receives the share of the matrix that is done, from 0 to 1; the eigenpairs come after that.</param>
    /// <param name="cancellation">Stops the matrix between batches, channels or columns.</param>
    /// <returns>The pairs, which the caller owns: they hold the vectors, P² numbers.</returns>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry, as it does where the parameters have
    /// diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EigenPairs Pairs(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        SymmetricOperatorExtensions.RequireRoom(Dimension, Risk.Layout.DType, vectors: true);
        using DenseOperator matrix = Exact(progress, cancellation);
        return matrix.Pairs(cancellation);
    }

    /// <summary>The largest eigenvalues with their vectors, by products.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the search, with what is known by then.</param>
    /// <returns>The pairs, which the caller owns: they hold the vectors.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public ExtremalEigenPairs Top(int count, IProgress<LanczosProgress>? progress = null, CancellationToken cancellation = default)
    {
        using SymmetricOperator products = Operator();
        return products.Top(count, progress, cancellation);
    }

    /// <summary>The ends of the spectrum with their vectors, by products.</summary>
    /// <param name="options">What to look for; null takes 20 at either end.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends the search, with what is known by then.</param>
    /// <returns>The pairs, which the caller owns: they hold the vectors.</returns>
    /// <exception cref="ArgumentException">The options do not fit the matrix.</exception>
    public ExtremalEigenPairs Ends(
        LanczosOptions? options = null, IProgress<LanczosProgress>? progress = null, CancellationToken cancellation = default)
    {
        using SymmetricOperator products = Operator();
        return products.Ends(options, progress, cancellation);
    }

    /// <summary>The spectral density, by products with random probes.</summary>
    /// <param name="known">Pairs of this matrix that <see cref="Top"/> or <see cref="Ends"/> gave, which are counted one by one; referred
    /// to, not owned.</param>
    /// <param name="options">How finely it is resolved; null takes an error of 5 % of the spectrum's range.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Ends at the next product, with the probes finished by then.</param>
    /// <exception cref="ArgumentException">The options make no sense, or the pairs are of another matrix.</exception>
    public SpectralDensity Density(
        ExtremalEigenPairs? known = null, QuadratureOptions? options = null, IProgress<QuadratureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using SymmetricOperator products = Operator();
        return products.Density(known, options, progress, cancellation);
    }

    /// <summary>Trace and Frobenius norm, estimated by products with random probes.</summary>
    /// <param name="known">Pairs of this matrix, which are counted exactly; referred to, not owned.</param>
    /// <param name="options">How precisely; null takes 1 %.</param>
    /// <param name="progress">Told the estimates after each block of probes.</param>
    /// <param name="cancellation">Ends at the next product, with what is known by then.</param>
    /// <exception cref="ArgumentException">The options make no sense, or the pairs are of another matrix.</exception>
    public SpectralMoments Moments(
        ExtremalEigenPairs? known = null, MomentOptions? options = null, IProgress<SpectralMoments>? progress = null,
        CancellationToken cancellation = default)
    {
        using SymmetricOperator products = Operator();
        return products.Moments(known, options, progress, cancellation);
    }

    /// <summary>
    /// The trace, estimated by products with random probes, with its standard error; <see cref="Moments"/> takes options.
    /// </summary>
    /// <param name="known">Pairs of this matrix, which are counted exactly; referred to, not owned.</param>
    /// <param name="cancellation">Ends at the next product, with what is known by then.</param>
    /// <exception cref="ArgumentException">The pairs are of another matrix.</exception>
    public Estimate Trace(ExtremalEigenPairs? known = null, CancellationToken cancellation = default) =>
        Moments(known, cancellation: cancellation).Trace;
}
