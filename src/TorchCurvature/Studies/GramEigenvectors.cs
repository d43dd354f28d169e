using TorchCurvature.Curvature.Gram;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// Eigenvectors of BᵀB [P, P] from the eigenpairs of the Gram matrix BBᵀ: Bᵀu/√λ, made orthonormal in the order of their eigenvalues.
/// </summary>
internal static class GramEigenvectors
{
    private const long BandRows = 1 << 14;
    private const long ProductColumns = 8;

    /// <summary>The largest eigenvalues above the error bound with their vectors.</summary>
    /// <param name="gram">The Gram matrix.</param>
    /// <param name="ofGram">All of its pairs.</param>
    /// <param name="spectrum">All P eigenvalues, without weight decay.</param>
    /// <param name="most">So many pairs at most.</param>
    /// <param name="shift">λ of weight decay, which is added to each eigenvalue.</param>
    /// <param name="cancellation">Stops between passes.</param>
    /// <returns>
    /// The pairs, which the caller owns: vectors in float64, and residual norms by products that know nothing of the Gram matrix.
    /// </returns>
    public static EigenPairs Find(
        GramMatrix gram, EigenPairs ofGram, Spectrum spectrum, int most, double shift, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double[] values = [.. spectrum.Computed.Take(Math.Min(most, spectrum.PositiveCount))];
        double[] shifted = [.. values.Select(value => value + shift)];
        var eigenvalues = new Eigenvalues(shifted, zeroRows: 0, gram.RowPrecision, gram.InheritedError);
        if (values.Length == 0)
        {
            Tensor none = zeros([gram.Dimension, 0], ScalarType.Float64, gram.Matrix.device);
            return new EigenPairs(eigenvalues, none.DetachFromDisposeScope(), []);
        }

        Tensor scale = tensor(values, ScalarType.Float64, gram.Matrix.device).rsqrt();
        Tensor vectors = gram.TransposedRowsTimes(ofGram.Vectors.narrow(1, 0, values.Length) * scale, cancellation);
        // Once leaves the square of what was off, which is less than 1: λ is above the bound of the error.
        Orthonormalize(vectors);
        Orthonormalize(vectors);
        double[] residuals = ResidualNorms(gram, vectors, values, cancellation);
        return new EigenPairs(eigenvalues, vectors.MoveToOuterDisposeScope(), residuals);
    }

    /// <summary>V ← VR⁻¹ with VᵀV = RᵀR, in place: every column stays in the span of those up to it.</summary>
    private static void Orthonormalize(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor lower = linalg.cholesky(vectors.t().mm(vectors));
        for (long first = 0; first < vectors.shape[0]; first += BandRows)
        {
            using DisposeScope bandScope = NewDisposeScope();
            Tensor band = vectors.narrow(0, first, Math.Min(BandRows, vectors.shape[0] - first));
            band.copy_(linalg.solve_triangular(lower, band.t(), upper: false).t());
        }
    }

    private static double[] ResidualNorms(GramMatrix gram, Tensor vectors, double[] values, CancellationToken cancellation)
    {
        var norms = new List<double>();
        for (int first = 0; first < values.Length; first += (int)ProductColumns)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor block = vectors.narrow(1, first, Math.Min(ProductColumns, values.Length - first));
            double[] own = values[first..(first + (int)block.shape[1])];
            Tensor expected = block * tensor(own, ScalarType.Float64, block.device);
            Tensor residual = gram.WholeTimes(block, cancellation) - expected;
            norms.AddRange(residual.EuclideanNorm(0).cpu().data<double>());
        }

        return [.. norms];
    }
}
