using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Loss, accuracy and the largest eigenvalues through a training.</summary>
internal static class TrainingSection
{
    // Version 0.1 called the largest eigenvalues so; today the file of this name is that of another measure, with other columns.
    private static readonly string[] _eigenvalueTables = ["largest-eigenvalues.csv", "sharpness.csv"];

    public static Section? Of(RunFolder run)
    {
        Figure?[] figures =
        [
            .. _eigenvalueTables.Select(name => run.From(name, Eigenvalues)),
            run.From("records.csv", file => StepFigures.Of(
                file, "loss", "Loss", "Mean loss over the examples of each set.", StepFigures.Positive("loss"),
                ("training loss", "train_loss", SeriesStyle.Line), ("test loss", "test_loss", SeriesStyle.Dashed))),
            run.From("records.csv", file => StepFigures.Of(
                file, "accuracy", "Accuracy", "Share of the examples whose largest output is that of their label.", new Axis("accuracy"),
                ("training accuracy", "train_accuracy", SeriesStyle.Line), ("test accuracy", "test_accuracy", SeriesStyle.Dashed))),
            run.From("records.csv", file => StepFigures.Of(
                file, "gradient-norm", "Gradient norm", "Norm of the gradient of the training loss.", StepFigures.Positive("gradient norm"),
                ("gradient norm", "gradient_norm", SeriesStyle.Line))),
        ];
        return figures.OfType<Figure>().ToArray() is { Length: > 0 } found ? new Section("training", "Training", found, []) : null;
    }

    private static Figure? Eigenvalues(CsvFile file)
    {
        if (!file.Has("two_over_learning_rate"))
        {
            return null;
        }

        Series[] eigenvalues =
        [
            .. file.By("index").Select(rows => new Series(
                rows.Key == "1" ? "λ max" : $"λ {rows.Key}", SeriesStyle.Line, file.Numbers(rows, "step"),
                file.Numbers(rows, "eigenvalue"))
            {
                Also = [new Column("residual", file.Numbers(rows, "residual"))],
            }),
        ];
        string[] last = file.Rows[^1];
        return new Figure(
            "largest-eigenvalues",
            "Largest eigenvalues of the Hessian",
            "Gradient descent with learning rate η is not stable where λ max is above 2 / η, the dashed line.",
            FigureKind.Lines,
            StepFigures.Steps,
            new Axis("eigenvalue λ") { Otherwise = AxisScale.SymmetricLog },
            eigenvalues)
        {
            Marks = [new Mark("2 / η", file.Number(last, "two_over_learning_rate"), IsVertical: false)],
        };
    }
}
