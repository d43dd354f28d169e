using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What <c>--split</c> adds at one point.</summary>
internal sealed record SplitAnalysis(
    HessianSplit Split, IReadOnlyDictionary<CurvatureMatrix, long> RankBounds, long ExampleCount, IReadOnlyList<double> PredictedOutliers,
        double ExplainedShare, double WeightDecay, double Seconds)
{
    private const string FileName = "split.csv";

    /// <summary>Names of the files that there may be.</summary>
    public static IReadOnlyList<string> Files { get; } = [FileName, .. PlotFiles.Of(PlotOf("initial"), PlotOf("final"))];

    public static SplitAnalysis Compute(EmpiricalRisk risk, DenseOperator hessian, int overlapDimension, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using ExactHessian gaussNewton = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton, cancellation: cancellation);
        using ExactHessian covariance = ExactHessian.Compute(risk, CurvatureMatrices.EmpiricalFisher, cancellation: cancellation);
        using DenseOperator g = gaussNewton.ToOperator();
        using DenseOperator c = covariance.ToOperator();
        HessianSplit split = HessianSplit.Compute(hessian, g, c, overlapDimension: overlapDimension, cancellation: cancellation);

        using ClassGradientMeans means = ClassGradientMeans.Compute(risk, cancellation);
        using Tensor gram = means.Gram();
        using var small = new DenseOperator(gram);
        IReadOnlyList<double> predicted = DenseEigensolver.Values(small).Values;
        return new SplitAnalysis(
            split,
            Parts.ToDictionary(
                m => m, m => Math.Min(m.RankBound(risk.ExampleCount, means.ClassCount, risk.Loss) ?? risk.Dimension, risk.Dimension)),
                risk.ExampleCount, predicted,
                predicted.Sum() / split.GaussNewton.Less(risk.WeightDecay).Eigenvalues.Sum(),
            risk.WeightDecay,
            Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public static void Write(RunDirectory directory, IReadOnlyList<PointAnalysis> points)
    {
        if (points.All(p => p.Split is null))
        {
            return;
        }

        CsvTable.Write(directory, FileName, "point,matrix,index,eigenvalue", points.SelectMany(p => p.Split!.Spectra.SelectMany(
            m => m.Spectrum.Eigenvalues.Select(FormattableString (e, i) => $"{p.Name},{m.Matrix.FileName},{i + 1},{e:G17}"))));
        foreach (PointAnalysis point in points)
        {
            ScreePlot.Write(
                directory, matrix: null, [.. point.Split!.Spectra.Select(s => new NamedSpectrum(s.Matrix.FileName, s.Spectrum))], [],
                PlotOf(point.Name));
        }
    }

    /// <summary>The Hessian and its parts, in the order of <see cref="Spectra"/>.</summary>
    private static readonly CurvatureMatrix[] Parts =
        [CurvatureMatrices.Hessian, CurvatureMatrices.GaussNewton, CurvatureMatrices.Functional, CurvatureMatrices.EmpiricalFisher];

    /// <summary>The four spectra.</summary>
    public IEnumerable<(CurvatureMatrix Matrix, Spectrum Spectrum)> Spectra =>
        Parts.Zip([Split.Hessian, Split.GaussNewton, Split.Functional, Split.GradientCovariance]);

    /// <summary>The same without the λI of weight decay, which would give each of them but F the rank P.</summary>
    public IEnumerable<(CurvatureMatrix Matrix, Spectrum Spectrum)> SpectraOfData =>
        [.. Spectra.Select(s => (s.Matrix, s.Matrix.HoldsWeightDecay ? s.Spectrum.Less(WeightDecay) : s.Spectrum))];

    /// <summary>Which terms have the λI of weight decay; null where there is none.</summary>
    public string? WeightDecayRemark => WeightDecay > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"G carries λI of the weight decay {WeightDecay}, as the empirical Fisher does and F does not; "
                + $"ranks and what the class means explain are without it.")
        : null;

    public object Describe() => new
    {
        WeightDecay,
        WeightDecayRemark,
        Split.FunctionalToHessian,
        Split.RemainderToHessian,
        Ranks = SpectraOfData.ToDictionary(s => s.Matrix.FileName, s => new
        {
            Threshold = s.Spectrum.RelativeFloor,
            Rank = s.Spectrum.NumericalRank(s.Spectrum.RelativeFloor)
        }),
        RankBounds = new
        {
            G = RankBounds[CurvatureMatrices.GaussNewton],
            GradientCovariance = RankBounds[CurvatureMatrices.EmpiricalFisher]
        },
        Split.Shares,
        Split.OverlapDimension,
        Split.GaussNewtonOverlap,
        Split.GradientCovarianceOverlap,
        ClassMeans = new { ExplainedShareOfGaussNewton = ExplainedShare, PredictedOutliers },
    };

    private static string PlotOf(string point) => $"plots/split-{point}";
}
