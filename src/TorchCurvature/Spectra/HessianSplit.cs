using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// What the spectrum of a Hessian H = G + F is made of: the spectra of H, of its Gauss–Newton part G, of the rest F and of the empirical
/// Fisher matrix, and how they lie to each other.
/// </summary>
public sealed record HessianSplit
{
    private const int UsualVectors = 20;

    internal HessianSplit(
        Spectrum hessian, Spectrum gaussNewton, Spectrum functional, Spectrum empiricalFisher, double functionalToHessian,
        double remainderToHessian, IReadOnlyList<EigenvectorShare> shares, int overlapDimension, double gaussNewtonOverlap,
        double empiricalFisherOverlap)
    {
        (Hessian, GaussNewton, Functional, EmpiricalFisher) = (hessian, gaussNewton, functional, empiricalFisher);
        (FunctionalToHessian, RemainderToHessian, Shares) = (functionalToHessian, remainderToHessian, shares);
        (OverlapDimension, GaussNewtonOverlap, EmpiricalFisherOverlap) =
            (overlapDimension, gaussNewtonOverlap, empiricalFisherOverlap);
    }

    /// <summary>Spectrum of H.</summary>
    public Spectrum Hessian { get; }

    /// <summary>Spectrum of G.</summary>
    public Spectrum GaussNewton { get; }

    /// <summary>Spectrum of F = H − G.</summary>
    public Spectrum Functional { get; }

    /// <summary>Spectrum of the empirical Fisher matrix, the uncentred covariance of the per-example gradients.</summary>
    public Spectrum EmpiricalFisher { get; }

    /// <summary>‖F‖_F / ‖H‖_F.</summary>
    public double FunctionalToHessian { get; }

    /// <summary>‖H − empirical Fisher‖_F / ‖H‖_F, the same for the label-probability split.</summary>
    public double RemainderToHessian { get; }

    /// <summary>For the largest and then the smallest eigenvalues of H, what G and F contribute.</summary>
    public IReadOnlyList<EigenvectorShare> Shares { get; }

    /// <summary>k of the overlaps.</summary>
    public int OverlapDimension { get; }

    /// <summary>Overlap of the top-k eigenspaces of H and G.</summary>
    public double GaussNewtonOverlap { get; }

    /// <summary>Overlap of the top-k eigenspaces of H and the empirical Fisher matrix.</summary>
    public double EmpiricalFisherOverlap { get; }

    /// <summary>Bytes taken at the peak, the three matrices included.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="dtype">Precision of the matrices.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype) =>
        DenseEigensolver.RequiredBytes(dimension, dtype, vectors: true) + (3.0 * dimension * dimension * dtype.ElementSize());

    /// <summary>Analyses three matrices of the same dimension and precision, which are not changed.</summary>
    /// <param name="hessian">H.</param>
    /// <param name="gaussNewton">G.</param>
    /// <param name="empiricalFisher">The empirical Fisher matrix, the uncentred covariance of the per-example gradients.</param>
    /// <param name="vectors">How many eigenvectors at each end of H to take apart.</param>
    /// <param name="overlapDimension">k of the overlaps; null takes the outliers of H above the edge of its bulk, or 1 where there is
    /// none.</param>
    /// <param name="cancellation">Stops between matrices.</param>
    /// <remarks>Cost: all eigenvectors of three matrices and the eigenvalues of a fourth, about 30·P³ operations.</remarks>
    public static HessianSplit Compute(
        DenseOperator hessian, DenseOperator gaussNewton, DenseOperator empiricalFisher, int vectors = UsualVectors,
        int? overlapDimension = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        ArgumentOutOfRangeException.ThrowIfNegative(vectors);
        using OuterEigenvectors outer = Outer(hessian, vectors, overlapDimension);
        cancellation.ThrowIfCancellationRequested();
        return Compute(hessian, gaussNewton, empiricalFisher, outer, cancellation);
    }

    /// <summary>The same where the Hessian has been diagonalized already.</summary>
    internal static HessianSplit Compute(
        DenseOperator hessian, DenseOperator gaussNewton, DenseOperator empiricalFisher, OuterEigenvectors outer,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(gaussNewton);
        ArgumentNullException.ThrowIfNull(empiricalFisher);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Spectrum spectrum = outer.Spectrum;
        Tensor functional = hessian.Matrix - gaussNewton.Matrix;
        IReadOnlyList<EigenvectorShare> shares =
        [
            .. SharesOf(spectrum, outer.Largest, 0, gaussNewton.Matrix, functional),
            .. SharesOf(spectrum, outer.Smallest, (int)(hessian.Dimension - outer.Smallest.shape[1]), gaussNewton.Matrix, functional),
        ];
        using DenseOperator rest = new(functional);
        functional.Dispose();
        Eigenvalues ofFunctional = DenseEigensolver.Values(rest);
        cancellation.ThrowIfCancellationRequested();
        (Spectrum Spectrum, double Overlap) gauss = Beside(gaussNewton, outer.Top);
        cancellation.ThrowIfCancellationRequested();
        (Spectrum Spectrum, double Overlap) fisher = Beside(empiricalFisher, outer.Top);
        double norm = hessian.Matrix.FrobeniusNorm();
        double ofBoth = spectrum.NoiseFloor + gauss.Spectrum.NoiseFloor;
        return new HessianSplit(
            spectrum, gauss.Spectrum, new Spectrum(ofFunctional with { InheritedError = ofBoth }), fisher.Spectrum,
            rest.Matrix.FrobeniusNorm() / norm, (hessian.Matrix - empiricalFisher.Matrix).FrobeniusNorm() / norm, shares,
            (int)outer.Top.shape[1], gauss.Overlap, fisher.Overlap);
    }

    /// <summary>How many eigenvectors at each end are taken apart, of so many that were asked for.</summary>
    internal static int EndsOf(long dimension, int vectors = UsualVectors) => (int)Math.Min(vectors, dimension / 2);

    private static OuterEigenvectors Outer(DenseOperator hessian, int vectors, int? overlapDimension)
    {
        using EigenPairs pairs = DenseEigensolver.Pairs(hessian);
        int outliers = overlapDimension ?? OutlierCounting.Count(new Spectrum(pairs.Eigenvalues), OutlierRule.BulkEdge).Count ?? 0;
        return OuterEigenvectors.Of(pairs, (int)Math.Clamp(outliers, 1, hessian.Dimension), EndsOf(hessian.Dimension, vectors));
    }

    private static IEnumerable<EigenvectorShare> SharesOf(Spectrum spectrum, Tensor vectors, int first, Tensor one, Tensor other)
    {
        int count = (int)vectors.shape[1];
        if (count == 0)
        {
            return [];
        }

        using DisposeScope scope = NewDisposeScope();
        double[] ofOne = Forms(one), ofOther = Forms(other);
        return [.. Enumerable.Range(0, count).Select(Share)];

        EigenvectorShare Share(int i)
        {
            double eigenvalue = spectrum.Eigenvalues[first + i], error = spectrum.NoiseFloor;
            int index = first + i + 1;
            return Math.Abs(eigenvalue) <= error
                ? new EigenvectorShare(index, eigenvalue, null, null, null)
                : new EigenvectorShare(index, eigenvalue, ofOne[i] / eigenvalue, ofOther[i] / eigenvalue, error / Math.Abs(eigenvalue));
        }

        double[] Forms(Tensor matrix) => [.. (vectors * matrix.mm(vectors)).sum([0]).to(ScalarType.Float64).cpu().data<double>()];
    }

    private static (Spectrum Spectrum, double Overlap) Beside(DenseOperator matrix, Tensor basis)
    {
        using EigenPairs pairs = DenseEigensolver.Pairs(matrix);
        using Tensor top = pairs.Vectors.narrow(1, 0, basis.shape[1]);
        return (new Spectrum(pairs.Eigenvalues), SubspaceOverlap.Between(basis, top));
    }
}
