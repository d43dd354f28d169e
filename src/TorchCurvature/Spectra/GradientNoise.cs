using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// How the noise of stochastic gradients lies to the Hessian H: its covariance C of one example, or C/b of a batch of b, whose
/// traces are these divided by b.
/// </summary>
/// <remarks>
/// The bounds for exact matrices. Let C' = C + δC and H' = H + δH be what was computed, with ‖δC‖₂ ≤ c = i + P·ε·‖C'‖₂, where i is
/// <see cref="DenseOperator.InheritedError"/> and the rest the rounding of the matrix's own sums, as in <see cref="Spectrum.NoiseFloor"/>,
/// and ‖δH‖₂ ≤ h likewise. Then tr(C'H') − tr(CH) = tr(δC·H') + tr(C'·δH) − tr(δC·δH). Because |tr(AB)| ≤ ‖A‖₂·‖B‖_*, with ‖B‖_* the sum of
/// the |λ| of B, and ‖δH‖_* ≤ P·h, this is at most c·‖H'‖_* + h·‖C'‖_* + P·c·h; and the products of the entries, in float64, add its
/// ε·‖C'‖_F·‖H'‖_F. For tr C what was inherited counts P·i, because ‖δC‖_* ≤ P·‖δC‖₂, and the sums P·ε·‖C'‖_*: each entry of the diagonal
/// is a sum of squares, whose rounding is relative to itself. Underflow is not in them, which in float32 ends what is smaller than 1e-38.
/// </remarks>
public sealed record GradientNoise
{
    private const long RowBlock = 256;
    private const int ProbeBlock = 8;

    internal GradientNoise(
        double trace, double traceError, double traceWithHessian, double traceWithHessianError, int overlapDimension, double overlap,
        bool areSpacesConverged)
    {
        (Trace, TraceError, TraceWithHessian, TraceWithHessianError) = (trace, traceError, traceWithHessian, traceWithHessianError);
        (OverlapDimension, Overlap, AreSpacesConverged) = (overlapDimension, overlap, areSpacesConverged);
    }

    /// <summary>tr C, the mean square of the noise.</summary>
    public double Trace { get; }

    /// <summary>Of exact matrices a bound on what rounding did; of an estimate its standard error.</summary>
    public double TraceError { get; }

    /// <summary>tr(CH) = E[ξᵀHξ] for noise ξ of covariance C.</summary>
    public double TraceWithHessian { get; }

    /// <summary>The same of tr(CH).</summary>
    public double TraceWithHessianError { get; }

    /// <summary>k.</summary>
    public int OverlapDimension { get; }

    /// <summary>Overlap of the top-k eigenspaces of C and H; k/P for spaces that have nothing to do with each other.</summary>
    public double Overlap { get; }

    /// <summary>Whether the eigenvectors that the overlap compares have converged, as those of exact matrices have.</summary>
    public bool AreSpacesConverged { get; }

    /// <summary>
    /// Bytes that <see cref="Compute(DenseOperator, DenseOperator, int, CancellationToken)"/> takes at its peak, both matrices included.
    /// </summary>
    /// <param name="dimension">P.</param>
    /// <param name="dtype">Precision of the matrices.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype) =>
        DenseEigensolver.RequiredBytes(dimension, dtype, vectors: true) + ((double)dimension * dimension * dtype.ElementSize());

    /// <summary>
    /// Compares two matrices of the same dimension and precision, which are not changed. Cost: all eigenvectors
    /// of both, about 18·P³ operations.
    /// </summary>
    /// <param name="hessian">H.</param>
    /// <param name="noise">C.</param>
    /// <param name="overlapDimension">k, from 1 to P.</param>
    /// <param name="cancellation">Stops between the matrices.</param>
    /// <exception cref="ArgumentException">The matrices differ in dimension or precision.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is not from 1 to P.</exception>
    public static GradientNoise Compute(
        DenseOperator hessian, DenseOperator noise, int overlapDimension, CancellationToken cancellation = default)
    {
        RequireAlike(hessian, noise, overlapDimension);
        using OuterEigenvectors outer = TopOf(hessian, overlapDimension);
        cancellation.ThrowIfCancellationRequested();
        return Compute(hessian, noise, outer);
    }

    /// <summary>The same where the Hessian has been diagonalized already.</summary>
    internal static GradientNoise Compute(DenseOperator hessian, DenseOperator noise, OuterEigenvectors outer)
    {
        int overlapDimension = (int)outer.Top.shape[1];
        RequireAlike(hessian, noise, overlapDimension);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double product = 0;
        for (long first = 0; first < hessian.Dimension; first += RowBlock)
        {
            using DisposeScope blockScope = NewDisposeScope();
            long count = Math.Min(RowBlock, hessian.Dimension - first);
            // In float64, because products of entries of a nearly perfect fit are smaller than any number of float32.
            Tensor ofHessianRows = hessian.Matrix.narrow(0, first, count).to(ScalarType.Float64);
            product += (ofHessianRows * noise.Matrix.narrow(0, first, count).to(ScalarType.Float64)).sum().item<double>();
        }

        using OuterEigenvectors ofNoise = TopOf(noise, overlapDimension);
        (Spectrum h, Spectrum c) = (outer.Spectrum, ofNoise.Spectrum);
        double hessianSum = h.Eigenvalues.Sum(Math.Abs), noiseSum = c.Eigenvalues.Sum(Math.Abs);
        double traceError = c.Dimension * (c.InheritedError + (c.UnitRoundoff * noiseSum));
        double productError = (c.NoiseFloor * hessianSum) + (h.NoiseFloor * noiseSum) + (c.Dimension * c.NoiseFloor * h.NoiseFloor)
            + (WorkingPrecision.Of(ScalarType.Float64).UnitRoundoff * noise.Matrix.FrobeniusNorm() * hessian.Matrix.FrobeniusNorm());
        return new GradientNoise(
            noise.Matrix.diagonal().sum(ScalarType.Float64).item<double>(), traceError, product, productError,
            overlapDimension, SubspaceOverlap.Between(outer.Top, ofNoise.Top), areSpacesConverged: true);
    }

    /// <summary>
    /// The same from products: tr C and tr(CH) by random probes z of signs, as means of zᵀCz and (Cz)ᵀ(Hz) (Hutchinson 1990), and
    /// the eigenspaces by <see cref="LanczosEigensolver"/>. Cost: as many products with each operator as there are probes, and
    /// those of two searches for k pairs.
    /// </summary>
    /// <param name="hessian">H.</param>
    /// <param name="noise">C.</param>
    /// <param name="overlapDimension">k, from 1 to P.</param>
    /// <param name="probes">Probes, at least 2.</param>
    /// <param name="seed">Seed of probes and starts.</param>
    /// <param name="cancellation">Stops between products.</param>
    /// <exception cref="ArgumentException">The operators differ in dimension or precision.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is not from 1 to P, or there are fewer than two probes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GradientNoise Estimate(
        SymmetricOperator hessian, SymmetricOperator noise, int overlapDimension, int probes = 100, long seed = 0,
        CancellationToken cancellation = default)
    {
        RequireAlike(hessian, noise, overlapDimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 2);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        List<double> traces = [], products = [];
        for (int first = 0; first < probes; first += ProbeBlock)
        {
            using DisposeScope blockScope = NewDisposeScope();
            Tensor z = RandomVectors.Signs(first, Math.Min(ProbeBlock, probes - first), hessian.Dimension, seed, "noise", hessian.Device)
                .t().to(hessian.DType).contiguous();
            Tensor cz = noise.Multiply(z, cancellation).to(ScalarType.Float64),
                hz = hessian.Multiply(z, cancellation).to(ScalarType.Float64);
            traces.AddRange((z * cz).sum([0]).cpu().data<double>());
            products.AddRange((cz * hz).sum([0]).cpu().data<double>());
        }

        var options = new LanczosOptions { Top = overlapDimension, Bottom = 0, Seed = seed };
        using ExtremalEigenPairs ofHessian = LanczosEigensolver.Solve(hessian, options, cancellation: cancellation);
        using ExtremalEigenPairs ofNoise = LanczosEigensolver.Solve(noise, options, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        (SampleMean trace, SampleMean product) = (SampleMean.Of(traces), SampleMean.Of(products));
        return new GradientNoise(
            trace.Mean, trace.StandardError, product.Mean, product.StandardError, overlapDimension,
            SubspaceOverlap.Between(ofHessian.Vectors, ofNoise.Vectors), ofHessian.Pairs.Concat(ofNoise.Pairs).All(p => p.IsConverged));
    }

    private static void RequireAlike(SymmetricOperator hessian, SymmetricOperator noise, int overlapDimension)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        ArgumentNullException.ThrowIfNull(noise);
        if (noise.Dimension != hessian.Dimension || noise.DType != hessian.DType)
        {
            throw new ArgumentException(
                $"A {noise.DType} covariance of dimension {noise.Dimension} does not belong to a {hessian.DType} Hessian of dimension "
                    + $"{hessian.Dimension}: take both from one network.",
                nameof(noise));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(overlapDimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlapDimension, hessian.Dimension);
    }

    private static OuterEigenvectors TopOf(DenseOperator matrix, int count)
    {
        using EigenPairs pairs = DenseEigensolver.Pairs(matrix);
        return OuterEigenvectors.Of(pairs, count, ends: 0);
    }
}
