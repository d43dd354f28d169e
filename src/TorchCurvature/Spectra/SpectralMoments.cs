using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>Trace and Frobenius norm of a symmetric matrix, estimated from the same products.</summary>
public sealed record SpectralMoments
{
    internal SpectralMoments(Estimate trace, Estimate frobeniusNorm, SolverStatus status)
    {
        (Trace, FrobeniusNorm, Status) = (trace, frobeniusNorm, status);
    }

    /// <summary>Σ λ.</summary>
    public Estimate Trace { get; }

    /// <summary>√Σ λ².</summary>
    public Estimate FrobeniusNorm { get; }

    /// <summary>Whether both reached the error asked for, or why not.</summary>
    public SolverStatus Status { get; }

    /// <summary>Probes taken at least: fewer say too little about their own spread to stop on it.</summary>
    internal const int FewestProbes = 16;

    /// <summary>Bytes taken at the peak, the operator's own products not included.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="dtype">Precision of the operator.</param>
    /// <param name="options">Precision and cost.</param>
    /// <param name="deflated">Eigenpairs projected out; their vectors are copied.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype, MomentOptions options, int deflated = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        double sketch = Math.Min(options.SketchSize, dimension), wide = 3 * Math.Max(sketch, options.BlockSize);
        return (((2 * (deflated + sketch)) * dtype.ElementSize()) + (wide * sizeof(double))) * dimension;
    }

    /// <summary>
    /// Estimates both. What an orthonormal basis Q spans, the known eigenvectors and a sketch of the rest, is counted exactly:
    /// tr(QᵀAQ) and ‖AQ‖²_F. The remainder is the mean over random signs z, projected to z' = (I − QQᵀ)z, of z'ᵀAz' and ‖Az'‖²
    /// (Hutchinson 1990; Meyer, Musco, Musco, Woodruff 2021). Both are unbiased, and the samples are independent of Q and of each
    /// other, so their spread gives the standard error.
    /// </summary>
    /// <param name="a">A; referred to, not owned.</param>
    /// <param name="options">Precision and cost.</param>
    /// <param name="known">Eigenpairs to take out first; only converged ones are. Referred to, not owned.</param>
    /// <param name="progress">Told the estimates after each block of probes.</param>
    /// <param name="cancellation">Ends at the next product, with what is known by then.</param>
    /// <exception cref="ArgumentException">The pairs are of another operator.</exception>
    public static SpectralMoments Compute(
        SymmetricOperator a, MomentOptions options, ExtremalEigenPairs? known = null, IProgress<SpectralMoments>? progress = null,
        CancellationToken cancellation = default) => Compute(a, options, known, sketch: null, progress, cancellation);

    /// <summary>The same with the Krylov space of an independent probe in place of a sketch; its products are not counted again.</summary>
    internal static SpectralMoments Compute(
        SymmetricOperator a, MomentOptions options, ExtremalEigenPairs? known, KrylovSketch? sketch, IProgress<SpectralMoments>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNegative(options.SketchSize);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        var run = new MomentRun(a, options, DeflationBasis.From(a, known), sketch, cancellation);
        return run.Complete(progress);
    }
}
