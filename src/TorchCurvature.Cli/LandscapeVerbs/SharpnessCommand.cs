using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Resources;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>sharpness</c>: Keskar's measure at a trained network.</summary>
internal static class SharpnessCommand
{
    private static readonly string[] Examples =
    [
        "curvature sharpness runs/large-batch --epsilon 5e-4 --out runs/sharpness",
    ];

    private const string TableName = "sharpness.csv";

    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A")];
    private static readonly Option<double> Epsilon = Numbers.Option("--epsilon", "Half-width of the box: ε (|w| + 1) for each parameter w.", 1e-3, least: 0, mustExceed: true);
    private static readonly Option<int> Steps = Numbers.Option("--steps", "Steps of projected gradient ascent from each start, over all training examples.", 20, least: 1);
    private static readonly Option<int> Starts = Numbers.Option("--starts", "Starts: the network itself, and then random points of the box.", 3, least: 1);
    private static readonly Option<long> Seed = Numbers.Option("--seed", "Seed of the random starts.", 0L, least: 0);

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "sharpness", "Measures how much the training loss can rise in a small box around a trained network: 100 max (L(w + v) − L(w)) / (1 + L(w)) over |v| ≤ ε (|w| + 1) (Keskar et al. 2017).",
            Examples, Runs, Epsilon, Steps, Starts, Seed);
        command.SetAction((parsed, cancellation) =>
        {
            long seed = parsed.GetRequiredValue(Seed);
            var options = new SharpnessOptions
            {
                Epsilon = parsed.GetRequiredValue(Epsilon),
                Steps = parsed.GetRequiredValue(Steps),
                Starts = parsed.GetRequiredValue(Starts),
                Seed = SeedStream.Derive(seed, "sharpness"),
            };
            var run = new LandscapeRun(LandscapeOptions.Read(parsed, Runs), new { options.Epsilon, options.Steps, options.Starts, Seed = seed }, TableName);
            return run.ExecuteAsync(
                (progress, checkpoints, directory, token) =>
                {
                    checkpoints.Train.Layout.Assign(checkpoints.Points[0]);
                    KeskarSharpness sharpness = KeskarSharpness.Measure(checkpoints.Train, options, progress.Progress("Ascent"), token);
                    CsvTable.Write(
                        directory, TableName, sharpness.LargestLosses.Index(),
                        [new("start", s => s.Index + 1), new("largest_loss", s => s.Item)]);
                    var table = new Table { Border = TableBorder.Rounded };
                    table.AddColumn(string.Create(CultureInfo.InvariantCulture, $"sharpness, ε = {options.Epsilon}"));
                    table.AddColumn(new TableColumn("training").RightAligned());
                    table.AddRow("loss L(w)", Show.Precise(sharpness.Loss));
                    for (int i = 0; i < sharpness.LargestLosses.Count; i++)
                    {
                        table.AddRow($"largest loss, start {i + 1}", Show.Precise(sharpness.LargestLosses[i]));
                    }

                    table.AddRow("sharpness, at least", Show.Precise(sharpness.Value));
                    return (new { Sharpness = sharpness.Value, sharpness.Loss, sharpness.LargestLosses }, table);
                },
                cancellation);
        });
        return command;
    }
}
