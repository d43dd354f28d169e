using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Curvature;
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
    HessianSplit Split, long RankBoundOfGaussNewton, long ExampleCount, IReadOnlyList<double> PredictedOutliers, double ExplainedShare,
        double WeightDecay, double Seconds)
{
    public const string FileName = "split.csv";

    public static SplitAnalysis Compute(EmpiricalRisk risk, DenseOperator hessian, int overlapDimension, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using ExactHessian gaussNewton = ExactHessian.Compute(risk, CurvaturePart.GaussNewton, cancellation: cancellation);
        using ExactHessian covariance = ExactHessian.Compute(risk, CurvaturePart.GradientCovariance, cancellation: cancellation);
        using DenseOperator g = gaussNewton.ToOperator();
        using DenseOperator c = covariance.ToOperator();
        HessianSplit split = HessianSplit.Compute(hessian, g, c, overlapDimension: overlapDimension, cancellation: cancellation);

        using ClassGradientMeans means = ClassGradientMeans.Compute(risk, cancellation);
        using Tensor gram = means.Gram();
        using var small = new DenseOperator(gram);
        IReadOnlyList<double> predicted = DenseEigensolver.Values(small).Values;
        long outputRank = risk.Loss is Losses.CrossEntropy ? means.ClassCount - 1 : means.ClassCount;
        return new SplitAnalysis(
            split, risk.ExampleCount * outputRank, risk.ExampleCount, predicted,
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
            m => m.Spectrum.Eigenvalues.Select(FormattableString (e, i) => $"{p.Name},{m.Name},{i + 1},{e:G17}"))));
        foreach (PointAnalysis point in points)
        {
            ScreePlot.Write(
                directory, matrix: null, [.. point.Split!.Spectra.Select(s => new NamedSpectrum(s.Name, s.Spectrum))], [],
                $"plots/split-{point.Name}");
        }
    }

    /// <summary>The four spectra by the names that files use.</summary>
    public IEnumerable<(string Name, Spectrum Spectrum)> Spectra =>
        [("H", Split.Hessian), ("G", Split.GaussNewton), ("F", Split.Functional), ("gradient-covariance", Split.GradientCovariance)];

    /// <summary>The same without the λI of weight decay, which would give each of them but F the rank P.</summary>
    public IEnumerable<(string Name, Spectrum Spectrum)> SpectraOfData =>
        [.. Spectra.Select(s => s.Name == "F" ? s : (s.Name, s.Spectrum.Less(WeightDecay)))];

    /// <summary>Which terms have the λI of weight decay; null where there is none.</summary>
    public string? WeightDecayRemark => WeightDecay > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"G carries λI of the weight decay {WeightDecay}, as the empirical Fisher does and F does not; ranks and what the class means explain are without it.")
        : null;

    public object Describe() => new
    {
        WeightDecay,
        WeightDecayRemark,
        Split.FunctionalToHessian,
        Split.RemainderToHessian,
        Ranks = SpectraOfData.ToDictionary(s => s.Name, s => new
        {
            Threshold = s.Spectrum.RelativeFloor,
            Rank = s.Spectrum.NumericalRank(s.Spectrum.RelativeFloor)
        }),
        RankBounds = new { G = Math.Min(RankBoundOfGaussNewton, Split.Hessian.Dimension), GradientCovariance = Math.Min(ExampleCount, Split.Hessian.Dimension) },
        Split.Shares,
        Split.OverlapDimension,
        Split.GaussNewtonOverlap,
        Split.GradientCovarianceOverlap,
        ClassMeans = new { ExplainedShareOfGaussNewton = ExplainedShare, PredictedOutliers },
    };
}
