using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>Laws of sample covariance matrices, fitted to the bulk of each matrix of a point.</summary>
public static class TheoryStudy
{
    /// <summary>Fits the laws to a point's matrix and to the parts that a split gave.</summary>
    /// <param name="point">The point.</param>
    /// <param name="kind">The matrix that is looked at.</param>
    /// <param name="split">What the Hessian is made of; null where it was not taken apart.</param>
    /// <param name="cancellation">Stops the computation of the matrix.</param>
    public static IReadOnlyList<TheoryFit> Compute(
        Point point, CurvatureMatrix kind, SplitResult? split, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        List<TheoryFit> fits = [Fit(kind, point.Matrix(kind, cancellation: cancellation).Spectrum)];
        if (split is not null)
        {
            fits.Add(Fit(CurvatureMatrices.GaussNewton, split.Split.GaussNewton));
            fits.Add(Fit(CurvatureMatrices.EmpiricalFisher, split.Split.EmpiricalFisher));
        }

        return [.. fits.DistinctBy(f => f.Matrix)];

        TheoryFit Fit(CurvatureMatrix matrix, Spectrum spectrum)
        {
            long vectors = matrix.VectorCount(point.Risk.TermCount, point.OutputCount, point.Risk.Loss);
            return TheoryFit.Of(matrix, spectrum, point.Risk.WeightDecay, vectors);
        }
    }
}
