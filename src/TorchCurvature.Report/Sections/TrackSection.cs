using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>How the spectrum moves through a training.</summary>
internal static class TrackSection
{
    public static Section? Of(RunFolder run) => run.From("track.csv", file => new Section(
        "track", "Through training",
        [
            .. new[]
            {
                StepFigures.Of(
                    file, "edges", "Edges of the spectrum", "Largest and smallest eigenvalue of the Hessian.",
                    new Axis("eigenvalue λ", AxisScale.SymmetricLog) { Otherwise = AxisScale.Linear },
                    ("λ max", "lambda_max", SeriesStyle.Line), ("λ min", "lambda_min", SeriesStyle.Line)),
                StepFigures.Of(
                    file, "track-loss", "Loss and gradient norm", "Of the training data.", StepFigures.Positive("loss, gradient norm"),
                    ("loss", "loss", SeriesStyle.Line), ("gradient norm", "gradient_norm", SeriesStyle.Dashed)),
                StepFigures.Of(
                    file, "counts", "Outliers by each rule", "How many eigenvalues each rule sets apart.", new Axis("outliers"),
                    ("bulk-edge", "bulk_edge", SeriesStyle.Line), ("gap", "gap", SeriesStyle.Dashed),
                    ("ratio", "ratio", SeriesStyle.Dashed), ("elbow", "elbow", SeriesStyle.Dashed),
                    ("knee", "knee", SeriesStyle.Dashed)),
                StepFigures.Of(
                    file, "functional", "Functional part", "‖F‖ / ‖H‖ in Frobenius norm.", new Axis("‖F‖ / ‖H‖"),
                    ("‖F‖ / ‖H‖", "functional_to_hessian", SeriesStyle.Line)),
            }.OfType<Figure>().Select(figure => figure with
            {
                X = new Axis("step", AxisScale.SymmetricLog) { Otherwise = AxisScale.Linear }, // where the looks are evenly spaced
            }),
        ],
        [Cells.Table("track-numbers", "Every step in numbers", file)]));
}
