using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The table at the end of a look at checkpoints: the first, that of the largest λ max, and the last.</summary>
public static class CheckpointTrackSummary
{
    /// <summary>The table.</summary>
    /// <param name="results">What was found; one checkpoint at least.</param>
    public static SummaryTable Of(CheckpointTrackResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IReadOnlyList<CheckpointCurvature> points = results.Points;
        CheckpointCurvature sharpest = points.MaxBy(p => p.Hessian?.Largest ?? double.NegativeInfinity)!;
        NamedPoint[] columns = [new("first", points[0]), new("largest λ max", sharpest), new("last", points[^1])];
        return new SummaryBuilder<NamedPoint>($"{Show.Count(points.Count)} checkpoints", columns, column => column.Name)
            .RowIf(points.All(p => p.Step is not null), "step", c => Show.Count(c.Point.Step!.Value))
            .RowIf(points.Any(p => p.Step is null), "file", c => Path.GetFileName(c.Point.Path))
            .Row("loss", c => Show.Number(c.Point.Risk.Loss))
            .Row("gradient norm", c => Show.Number(c.Point.Risk.GradientNorm ?? double.NaN))
            .Row("λ max", c => LargestOf(c.Point.Hessian))
            .RowIf(points.Any(HasLineOfDescent), "2/learning rate", c => Line(c.Point.TwoOverLearningRate))
            .RowIf(points.Any(p => p.Preconditioned is not null), "λ max of P^−½ H P^−½", c => LargestOf(c.Point.Preconditioned))
            .RowIf(points.Any(p => p.StabilityThreshold != p.TwoOverLearningRate), "stable below", c => Line(c.Point.StabilityThreshold))
            .RowIf(points.Any(p => p.Trace is not null), "trace", c => Estimated(c.Point.Trace))
            .RowIf(points.Any(p => p.NearZero is not null), "near zero", c => Estimated(c.Point.NearZero))
            .RowIf(points.Any(p => p.Negative is not null), "negative", c => Estimated(c.Point.Negative))
            .RowOfAll("Hessian-vector products", Show.Count(results.Products))
            .RowOfAll("time", Show.Time(results.Seconds))
            .Build();
    }

    private static string LargestOf(LargestEigenvalueRecord? found) =>
        found is { Pairs: [var largest, ..] } ? SpectrumSummary.Interval(largest) : "not found";

    // Of Adam, 2/learning rate says nothing: its own line is that of the preconditioned Hessian.
    private static bool HasLineOfDescent(CheckpointCurvature point) => point is { IsOfAdam: false, TwoOverLearningRate: not null };

    private static string Line(double? height) => height is { } value ? Show.Theoretical(value) : "not known";

    private static string Estimated(Estimate? estimate) =>
        estimate is null ? "not found" : Show.Measured(estimate.Value, estimate.StandardError);

    private sealed record NamedPoint(string Name, CheckpointCurvature Point);
}
