using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary><c>theory outliers</c>: any bulk of the population, and spikes beside it.</summary>
internal static class OutliersCommand
{
    private const string BulkTable = "bulks.csv";
    private const string SpikeTable = "outliers.csv";

    private static readonly string[] Examples =
    [
        "curvature theory outliers --gamma 0.2 --population 1:0.9,4:0.1 --spikes 6,8 --out runs/outliers",
    ];

    private static readonly Option<double> Gamma = TheoryOptions.Gamma();
    private static readonly Option<string> Population = TheoryOptions.Population();
    private static readonly Option<string> Spikes = TheoryOptions.Spikes();

    public static Command Build()
    {
        var command = new Verb(
            "outliers",
            "General law: the bulks that a population's eigenvalues make, and which single eigenvalues show as outliers, and where.",
            Examples)
        {
            { OptionGroup.Law, Gamma, Population, Spikes },
            { OptionGroup.Output, ResultOptions.WithoutPlan },
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (double gamma, string population, string spikes) =
            (parsed.GetRequiredValue(Gamma), parsed.GetRequiredValue(Population), parsed.GetRequiredValue(Spikes));
        RunDirectory directory = TheoryResults.Open(
            parsed, [TheoryResults.DensityTable, BulkTable, SpikeTable, .. PlotFiles.Of(TheoryResults.DensityFigure)]);
        var law = new GeneralizedMarchenkoPastur(gamma, TheoryOptions.ReadPopulation(population));
        OutlierPrediction[] predictions = [.. TheoryOptions.ReadSpikes(spikes).Select(law.Predict)];

        TheoryResults.WriteDensity(directory, law);
        CsvTable.Write(directory, BulkTable, law.Bulks, [new("lower", b => b.Lower), new("upper", b => b.Upper), new("mass", b => b.Mass)]);
        TheoryResults.WriteSpikes(directory, SpikeTable, predictions);
        string title = $"γ = {Show.Theoretical(gamma)}, population {population}, spikes {spikes}";
        LawPlot.Write(
            directory,
            [
                new LawPanel(title, "eigenvalue λ", [new LawCurve("density", law)])
                {
                    Predicted = [.. predictions.Where(p => p.IsOutlier).Select(p => p.Place)],
                    PredictedName = "outliers",
                },
            ],
            TheoryResults.DensityFigure);

        return TheoryResults.Finish(
            directory, parsed, new { Gamma = gamma, Population = population, Spikes = spikes },
            new { law.AtomAtZero, law.Bulks, Predictions = predictions }, LawSummary.Of(law), LawSummary.Of(predictions));
    }
}
