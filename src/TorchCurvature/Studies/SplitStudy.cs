using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>Takes the Hessian apart: H = G + F beside the empirical Fisher, and the outliers that class means predict.</summary>
public static class SplitStudy
{
    /// <summary>Splits the Hessian of a point that keeps its vectors.</summary>
    /// <param name="point">The point.</param>
    /// <param name="overlapDimension">k of the overlaps of top spaces.</param>
    /// <param name="cancellation">Stops between matrices.</param>
    /// <remarks>Cost and memory: those of <see cref="HessianSplit"/>, where the Hessian is diagonalized already.</remarks>
    public static SplitResult Compute(Point point, int overlapDimension, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        PointMatrix hessian = point.Matrix(CurvatureMatrices.Hessian, cancellation: cancellation);
        int ends = HessianSplit.EndsOf(hessian.Dense.Dimension);
        using OuterEigenvectors outer = OuterEigenvectors.Of(hessian.Pairs, overlapDimension, ends);
        return Compute(point, hessian.Dense, outer, cancellation);
    }

    /// <summary>The same with the vectors that it needs.</summary>
    internal static SplitResult Compute(
        Point point, DenseOperator hessian, OuterEigenvectors outer, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        EmpiricalRisk risk = point.Risk;
        DenseOperator g = point.Matrix(CurvatureMatrices.GaussNewton, cancellation: cancellation).Dense;
        DenseOperator fisher = point.Matrix(CurvatureMatrices.EmpiricalFisher, cancellation: cancellation).Dense;
        HessianSplit split = HessianSplit.Compute(hessian, g, fisher, outer, cancellation);
        point.Release(CurvatureMatrices.GaussNewton);
        point.Release(CurvatureMatrices.EmpiricalFisher);

        using ClassGradientMeans means = ClassGradientMeans.Compute(risk, cancellation);
        using Tensor gram = means.Gram();
        using var small = new DenseOperator(gram);
        IReadOnlyList<double> predicted = DenseEigensolver.Values(small).Values;
        double traceOfData = split.GaussNewton.Less(risk.WeightDecay).Eigenvalues.Sum();
        return new SplitResult(
            split,
            [
                Part(CurvatureMatrices.Hessian, split.Hessian),
                Part(CurvatureMatrices.GaussNewton, split.GaussNewton),
                Part(CurvatureMatrices.Functional, split.Functional),
                Part(CurvatureMatrices.EmpiricalFisher, split.EmpiricalFisher),
            ],
            risk.TermCount, predicted, predicted.Sum() / traceOfData, risk.WeightDecay,
            Stopwatch.GetElapsedTime(start).TotalSeconds);

        SplitPart Part(CurvatureMatrix kind, Spectrum spectrum)
        {
            long bound = kind.RankBound(risk.TermCount, means.ClassCount, risk.Loss) ?? risk.Dimension;
            Spectrum ofData = kind.HoldsWeightDecay ? spectrum.Less(risk.WeightDecay) : spectrum;
            return new SplitPart(kind, spectrum, ofData, Math.Min(bound, risk.Dimension));
        }
    }
}
