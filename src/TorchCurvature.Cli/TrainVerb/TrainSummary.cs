using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.SpectrumVerb;
using TorchCurvature.Curvature;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>The table at the end of a run: its first and its last moment.</summary>
internal static class TrainSummary
{
    public static IRenderable Table(TrainManifest run, TrainOptions options)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn($"Training, {run.Training!.Reason switch { Training.StoppingReason.GradientNorm => "until the gradient was small", _ => "all steps" }}");
        table.AddColumn(new TableColumn("beginning").RightAligned());
        table.AddColumn(new TableColumn("end").RightAligned());
        Row("steps", r => Show.Count(r.Step));
        Row("loss, training", r => Show.Number(r.Train.Loss));
        Row("loss, test", r => Show.Number(r.Test.Loss));
        Row("accuracy, training", r => Show.Percent(r.Train.Accuracy));
        Row("accuracy, test", r => Show.Percent(r.Test.Accuracy));
        Row("gradient norm", r => Show.Number(r.Train.GradientNorm ?? double.NaN));
        if (run.Sharpness is [var first, ..])
        {
            table.AddRow("λ max", LargestOf(first), LargestOf(run.Sharpness[^1]));
            table.AddRow("2/learning rate", "", Show.Number(2 / options.Training.LearningRate));
            table.AddRow($"products, {Show.Count(run.Sharpness.Count)} looks", "", Show.Count(run.Sharpness.Sum(s => s.Products)));
        }

        table.AddRow("time", "", Show.Time(run.TrainingSeconds));
        return table;

        void Row(string label, Func<RiskRecord, string> cell) => table.AddRow(label, cell(run.Records[0]), cell(run.Records[^1]));
    }

    private static string LargestOf(SharpnessRecord record) => record.Pairs is [var largest, ..] ? Summary.Interval(largest) : "not found";
}
