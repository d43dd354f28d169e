using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The tables at the end of a study of spectra.</summary>
public static class SpectrumSummary
{
    // The others are in the table of eigenpairs.
    private const int MostEigenvalues = 10;

    private const string NearZeroLabel = "near zero, |λ| ≤ max |λ| / 1000";

    /// <summary>All tables of what was found.</summary>
    /// <param name="outcome">What was found.</param>
    public static IReadOnlyList<SummaryTable> Tables(SpectrumOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return
        [
            outcome.Products.Count > 0 ? OfProducts(outcome) : OfExact(outcome),
            .. outcome.Exact.Where(p => p.Split is not null).Select(SplitSummary.Table),
            .. outcome.Spec.Noise ? [NoiseSummary.Table(outcome.Exact)] : (SummaryTable[])[],
            .. outcome.Exact.Where(p => p.Theory is not null).Select(TheorySummary.Table),
            .. outcome.Layers.Where(p => p.Layers.Count > 0).Select(p => LayerSummary.Table(p, outcome.Spec.Lanczos)),
        ];
    }

    /// <summary>What stands in the place of the outermost eigenvalue of an end that is not known.</summary>
    internal static string Missing(LanczosOptions wanted, SpectrumEnd end) =>
        (end == SpectrumEnd.Top ? wanted.Top : wanted.Bottom) == 0 ? "not asked for" : "not found";

    /// <summary>An eigenvalue with its error.</summary>
    internal static string Interval(RitzPair pair) =>
        Show.Measured(pair.Value, pair.Radius) + (pair.IsConverged ? "" : ", not converged");

    private static SummaryTable OfExact(SpectrumOutcome outcome)
    {
        IReadOnlyList<ExactResult> points = outcome.Exact;
        var table = new SummaryBuilder<ExactResult>(TitleOf(outcome.Spec.Matrix), points, p => p.Name);
        AddRisks(table, outcome, p => p.Spectrum.Dimension, p => p.Train, p => p.Test);
        table
            .Row("λ max", p => Show.Number(p.Spectrum.Largest))
            .Row("λ min", p => Show.Number(p.Spectrum.Smallest))
            .Row("error bound of each λ", p => Show.Number(p.Spectrum.NoiseFloor))
            .Row("negative, λ < −error bound", p => Show.Count(p.Spectrum.NegativeCount))
            .Row(NearZeroLabel, p => Show.Count(p.Spectrum.CountNearZero(Thresholds.NearZero(p.Spectrum))))
            .RowIf(points.Any(p => p.Gram is null), "zero rows (dead parameters)", p => Show.Count(p.Spectrum.ZeroRows))
            .RowIf(
                points.Any(p => p.Gram is not null), "rank, λ above the error bound",
                p => p.Gram is { } gram ? $"{Show.Count(gram.Rank)} of {Show.Count(gram.Vectors)} vectors" : "")
            .RowIf(
                points.Any(p => p.Gram is not null), "exactly zero, P less vectors",
                p => p.Gram is { } gram ? Show.Count(gram.ExactZeros) : "")
            .RowIf(
                points.Any(p => p.Gram?.Eigenvectors is not null), "eigenvectors kept",
                p => p.Gram is { Eigenvectors: { } kept } gram ? $"{Show.Count(kept)} of {Show.Count(gram.Rank)} above the bound" : "")
            .RowIf(outcome.Spec.Kernel, "neural tangent kernel J Jᵀ, λ max", p => Show.Number(p.Kernel!.Spectrum.Largest))
            .RowIf(
                outcome.Spec.Kernel, "its rank, λ above the error bound",
                p => $"{Show.Count(p.Kernel!.Spectrum.PositiveCount)} of {Show.Count(p.Kernel.Spectrum.Dimension)}");
        foreach (OutlierRule rule in points[0].Outliers.Select(o => o.Rule))
        {
            table.Row($"outliers, {rule.Name()}", p => Large(p.Outliers.Single(o => o.Rule == rule)));
        }

        table
            .RowIf(points.Any(p => p.Remark is not null), "remark", p => p.Remark ?? "")
            .Row("time, matrix", p => Show.Time(p.MatrixSeconds))
            .Row("time, eigenvalues", p => Show.Time(p.EigenvalueSeconds))
            .RowIf(points.Any(p => p.Split is not null), "time, split", p => Show.Time(p.Split?.Seconds ?? 0))
            .RowIf(points.Any(p => p.Noise is not null), "time, noise", p => Show.Time(p.NoiseSeconds))
            .RowIf(outcome.Spec.Kernel, "time, neural tangent kernel", p => Show.Time(p.Kernel!.Seconds));
        return AddRun(table, outcome).Build();
    }

    private static SummaryTable OfProducts(SpectrumOutcome outcome)
    {
        IReadOnlyList<ProductResult> points = outcome.Products;
        var table = new SummaryBuilder<ProductResult>(TitleOf(outcome.Spec.Matrix), points, p => p.Name);
        AddRisks(table, outcome, p => p.Dimension, p => p.Train, p => p.Test);
        table
            .Row("λ max", p => Extreme(p, SpectrumEnd.Top))
            .Row("λ min", p => Extreme(p, SpectrumEnd.Bottom));
        int shown = Math.Min(MostEigenvalues, points.Max(p => p.Pairs.At(SpectrumEnd.Top).Count));
        for (int place = 2; place <= shown; place++)
        {
            table.Row($"λ {place}", p => At(p, place));
        }

        foreach (OutlierRule rule in points[0].Outliers.Select(o => o.Rule))
        {
            table.Row($"outliers among these, {rule.Name()}", p => Large(p.Outliers.Single(o => o.Rule == rule)));
        }

        table
            .Row("eigenpairs converged", p => $"{p.Pairs.Pairs.Count(pair => pair.IsConverged)} of {p.Pairs.Pairs.Count}")
            .Row("restart found no missed pair", p => p.Pairs.AreRanksConfirmed ? "yes" : "not made");
        bool hasDensity = points.Any(p => p.Density is not null);
        bool hasEstimates = points.Any(p => p.Estimates.Count > 0);
        table
            .RowIf(hasEstimates, "trace (95 %)", p => Describe(p, EstimatedQuantity.Trace))
            .RowIf(hasEstimates, "Frobenius norm (95 %)", p => Describe(p, EstimatedQuantity.FrobeniusNorm))
            .RowIf(hasEstimates, $"{NearZeroLabel} (95 %)", p => Describe(p, EstimatedQuantity.CountNearZero))
            .RowIf(hasEstimates, "negative, λ < −√ε max |λ| (95 %)", p => Describe(p, EstimatedQuantity.CountNegative))
            .RowIf(hasDensity, "density, σ of its smoothing", p => Show.Number(p.DensityCurve?.Width ?? double.NaN))
            .RowIf(hasDensity, "density, probes and steps", p => p.Density is { } d ? $"{d.Probes.Count} of {d.Steps} steps" : "")
            .RowIf(hasDensity, "density, Wasserstein error / (λ max − λ min)", p => Accuracy(p.Accuracy))
            .RowIf(hasDensity, "density, error from probes (95 %)", p => ShareOfPeak(p, curve => curve.ProbeError))
            .RowIf(hasDensity, "density, error from steps, at most", p => ShareOfPeak(p, curve => curve.QuadratureError))
            .Row("matrix-vector products", p => Show.Count(p.Products))
            .Row("time, eigenpairs", p => Show.Time(p.PairSeconds))
            .Row("time, density and estimates", p => Show.Time(p.DensitySeconds));
        return AddRun(table, outcome).Build();

        string Extreme(ProductResult point, SpectrumEnd end) =>
            point.Pairs.Outermost(end) is { } pair ? Interval(pair) : Missing(outcome.Spec.Lanczos, end);

        static string At(ProductResult point, int place) =>
            point.Pairs.At(SpectrumEnd.Top).ElementAtOrDefault(place - 1) is { } pair ? Interval(pair) : "";

        static string Accuracy(DensityAccuracy? found) => found is null
            ? ""
            : $"{Show.Error(found.Measured)}, measured{(found.IsGuaranteed ? $"; {found.Wanted} guaranteed" : "")}";

        static string ShareOfPeak(ProductResult point, Func<DensityCurve, double> error) =>
            point.DensityCurve is { } curve ? $"± {Show.Error(error(curve) / curve.Peak)} of its peak" : "";
    }

    private static SummaryBuilder<T> AddRisks<T>(
        SummaryBuilder<T> table, SpectrumOutcome outcome, Func<T, long> dimension, Func<T, RiskEvaluation> train,
        Func<T, RiskEvaluation?> test)
    {
        bool isAtKink = outcome.Exact.Any(p => p.Train.ZeroPreactivations > 0) || outcome.Products.Any(p => p.Train.ZeroPreactivations > 0);
        bool isTested = outcome.Exact.Any(p => p.Test is not null) || outcome.Products.Any(p => p.Test is not null);
        return table
            .Row("parameters P", p => Show.Count(dimension(p)))
            .Row("training examples N", p => Show.Count(train(p).ExampleCount))
            .Row("loss, training", p => Show.Number(train(p).Loss))
            .RowIf(isTested, "loss, test", p => Show.Number(test(p)!.Loss))
            .Row("accuracy, training", p => Show.Percent(train(p).Accuracy))
            .RowIf(isTested, "accuracy, test", p => Show.Percent(test(p)!.Accuracy))
            .RowIf(outcome.Spec.Problem.WeightDecay > 0, "weight decay, ½λ‖w‖²", p => Show.Number(train(p).Penalty))
            .Row("gradient norm", p => Show.Number(train(p).GradientNorm ?? double.NaN))
            .RowIf(isAtKink, "pre-activations at a kink, exactly 0", p => Show.Count(train(p).ZeroPreactivations ?? 0))
            .RowIf(
                outcome.Findings is { IsAsymmetric: true }, "not symmetric beyond rounding, by",
                _ => Show.Error(outcome.Findings!.Asymmetry));
    }

    private static SummaryBuilder<T> AddRun<T>(SummaryBuilder<T> table, SpectrumOutcome outcome)
    {
        table.RowOfAll("time, data", Show.Time(outcome.Seconds.GetValueOrDefault("data")));
        if (outcome.Training is { } training)
        {
            table.RowOfAll($"time, training, {Show.Count(training.Steps)} steps", Show.Time(outcome.Seconds["training"]));
        }

        if (outcome.Seconds.TryGetValue("track", out double track))
        {
            table.RowOfAll($"time, track, {outcome.Track.Count} points", Show.Time(track));
        }

        return table
            .RowOfAll("time, files and plots", Show.Time(outcome.Seconds.GetValueOrDefault("files")))
            .RowOfAll("peak memory", MachineMemory.Format(RunManifest.PeakMemoryBytes));
    }

    private static string Large(OutlierCount outliers)
    {
        if (outliers.Count > 0)
        {
            return $"{Counted(outliers)} above {Show.Number(outliers.Cutoff)}";
        }

        return (outliers.Basis, outliers.Rule) switch
        {
            (OutlierBasis.TooFew, _) => "too few to tell",
            (OutlierBasis.NotApplicable, OutlierRule.Knee) => "not applicable: no knee",
            (OutlierBasis.NotApplicable, _) => "not applicable: no such edge",
            _ => "none found",
        };
    }

    private static string Counted(OutlierCount outliers)
    {
        string interval = outliers.Fewest is { } fewest ? $" [{fewest} to {outliers.Most}]" : "";
        return outliers.Levels is { } levels ? string.Join(", then ", levels) : $"{outliers.Count}{interval}";
    }

    private static string Describe(ProductResult point, EstimatedQuantity quantity)
    {
        if (point.Estimates.SingleOrDefault(e => e.Quantity == quantity) is not { } estimate)
        {
            return "";
        }

        if (double.IsNaN(estimate.Value))
        {
            return $"none: {ProductFiles.Name(estimate.Status)}";
        }

        string interval = estimate.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(estimate.Lower):N0} to {Math.Ceiling(estimate.Upper):N0}")
            : $"{Show.Number(estimate.Lower)} to {Show.Number(estimate.Upper)}";
        return estimate.IsResolved ? interval : $"not resolved, {interval}";
    }

    private static string TitleOf(CurvatureMatrix matrix) => $"{char.ToUpperInvariant(matrix.Title[0])}{matrix.Title[1..]} of the loss";
}
