using System.CommandLine;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Report;
using TorchCurvature.Reporting;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary>The folder of a command under <c>theory</c>, and what all of them put there.</summary>
internal static class TheoryResults
{
    public const string DensityTable = "density.csv";
    public const string DensityFigure = "plots/density";

    private const int Places = 2000;

    /// <summary>Opens the folder that the command line names.</summary>
    public static RunDirectory Open(
        ParseResult parsed, Option<string?> folder, Option<bool> force, params IReadOnlyList<string> files) => RunDirectory.Open(
        parsed.GetValue(folder) is { Length: > 0 } path
            ? path
            : throw new UsageException($"Say where the results go, for example: --out runs/{parsed.CommandResult.Command.Name}"),
        parsed.GetValue(force),
        [.. files, ReportPage.FileName]);

    /// <summary>Writes the table of the density: x from edge to edge of each bulk, closer together near them.</summary>
    public static void WriteDensity(RunDirectory directory, SpectralLaw law)
    {
        double[] places = [.. law.Bulks.SelectMany(b => Enumerable.Range(0, Places + 1)
            .Select(i => b.Lower + ((b.Upper - b.Lower) * Math.Pow(Math.Sin(0.5 * Math.PI * i / Places), 2))))];
        double[] densities = law.Density(places);
        CsvTable.Write(directory, DensityTable, places.Zip(densities), [new("x", p => p.First), new("density", p => p.Second)]);
    }

    /// <summary>Writes a table of spikes and what becomes of them.</summary>
    public static void WriteSpikes(RunDirectory directory, string name, IEnumerable<OutlierPrediction> predictions) => CsvTable.Write(
        directory, name, predictions,
        [
            new("spike", p => p.Spike),
            new("is_outlier", p => p.IsOutlier),
            new("place", p => p.Place),
            new("overlap", p => p.Overlap),
        ]);

    /// <summary>Writes the manifest and prints tables.</summary>
    public static int Finish(RunDirectory directory, ParseResult parsed, object options, object results, params Table[] tables)
    {
        RunManifest.Write(directory, new
        {
            Command = $"theory {parsed.CommandResult.Command.Name}",
            RunManifest.Version,
            Options = options,
            RunManifest.Environment,
            Results = results
        });
        ReportPage.WriteInto(directory.Path);
        foreach (Table table in tables)
        {
            table.Border = TableBorder.Rounded;
            AnsiConsole.Write(table);
        }

        AnsiConsole.WriteLine($"Results are in {directory.Path}");
        return ExitCode.Done;
    }

    /// <summary>What becomes of a spike, in words.</summary>
    public static string Fate(OutlierPrediction p) => p.IsOutlier ? "outlier" : "in the bulk";
}
