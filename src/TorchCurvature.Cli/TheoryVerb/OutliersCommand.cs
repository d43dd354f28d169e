using System.CommandLine;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary><c>theory outliers</c>: any bulk of the population, and spikes beside it.</summary>
internal static class OutliersCommand
{
    private static readonly string[] Examples =
    [
        "curvature theory outliers --gamma 0.2 --population 1:0.9,4:0.1 --spikes 6,8 --out runs/outliers",
    ];

    private static readonly Option<double> Gamma = TheoryOptions.Gamma();
    private static readonly Option<string> Population = TheoryOptions.Population();
    private static readonly Option<string> Spikes = TheoryOptions.Spikes();
    private static readonly Option<string?> Out = TheoryOptions.Out();
    private static readonly Option<bool> Force = TheoryOptions.Force();

    public static Command Build()
    {
        var command = new Verb("outliers", "The general law: the bulks that a population's eigenvalues make, and which single eigenvalues beside them show as outliers, and where.", Examples)
        {
            Gamma, Population, Spikes, Out, Force,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (double gamma, string population, string spikes) = (parsed.GetRequiredValue(Gamma), parsed.GetRequiredValue(Population), parsed.GetRequiredValue(Spikes));
        RunDirectory directory = TheoryResults.Open(parsed, Out, Force, "density.csv", "bulks.csv", "outliers.csv", "plots/density.png", "plots/density.svg");
        var law = new GeneralizedMarchenkoPastur(gamma, TheoryOptions.ReadPopulation(population));
        OutlierPrediction[] predictions = [.. TheoryOptions.ReadSpikes(spikes).Select(law.Predict)];

        TheoryResults.WriteDensity(directory, law);
        CsvTable.Write(directory, "bulks.csv", "lower,upper,mass", law.Bulks.Select(FormattableString (b) => $"{b.Lower:G17},{b.Upper:G17},{b.Mass:G17}"));
        CsvTable.Write(directory, "outliers.csv", "spike,is_outlier,place,overlap", predictions.Select(TheoryResults.Line));
        LawPlot.Write(
            directory,
            [
                new LawPanel($"γ = {TheoryResults.Number(gamma)}, population {population}, spikes {spikes}", "eigenvalue λ", [new LawCurve("density", law)])
                {
                    Predicted = [.. predictions.Where(p => p.IsOutlier).Select(p => p.Place)],
                    PredictedName = "outliers",
                },
            ],
            "plots/density");

        var bulks = new Table { Title = new TableTitle($"Bulks; the share of zeros is {TheoryResults.Number(law.AtomAtZero)}") };
        bulks.AddColumns(new TableColumn("lower edge").RightAligned(), new TableColumn("upper edge").RightAligned(), new TableColumn("share of the eigenvalues").RightAligned());
        foreach (BulkInterval bulk in law.Bulks)
        {
            bulks.AddRow(TheoryResults.Number(bulk.Lower), TheoryResults.Number(bulk.Upper), TheoryResults.Number(bulk.Mass));
        }

        var fates = new Table { Title = new TableTitle("Spikes") };
        fates.AddColumns(new TableColumn("spike ℓ").RightAligned(), new TableColumn(""), new TableColumn("place").RightAligned(), new TableColumn("squared overlap").RightAligned());
        foreach (OutlierPrediction p in predictions)
        {
            fates.AddRow(TheoryResults.Number(p.Spike), TheoryResults.Fate(p), TheoryResults.Number(p.Place), TheoryResults.Number(p.Overlap));
        }

        return TheoryResults.Finish(
            directory, parsed, new { Gamma = gamma, Population = population, Spikes = spikes }, new { law.AtomAtZero, law.Bulks, Predictions = predictions }, bulks, fates);
    }
}
