using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary><c>theory bbp</c>: one spike beside white data.</summary>
internal static class TransitionCommand
{
    private const string SpikeTable = "bbp.csv";
    private const string PlotName = "plots/bbp";

    private static readonly string[] Examples =
    [
        "curvature theory bbp --gamma 0.5 --spike 3 --out runs/bbp",
    ];

    private const int Steps = 400;

    private static readonly Option<double> Gamma = TheoryOptions.Gamma();
    private static readonly Option<double> Scale = TheoryOptions.Scale();
    private static readonly Option<double> Spike = TheoryOptions.Positive(
        "--spike", "ℓ, the one eigenvalue of the population that is not σ².", 3);

    public static Command Build()
    {
        var command = new Verb(
            "bbp",
            "Transition of Baik, Ben Arous and Péché: whether one large eigenvalue of the population shows as an outlier, where, and how "
                + "much of its direction.",
            Examples)
        {
            { OptionGroup.Law, Gamma, Scale, Spike },
            { OptionGroup.Output, ResultOptions.WithoutPlan },
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (double gamma, double scale, double spike) =
            (parsed.GetRequiredValue(Gamma), parsed.GetRequiredValue(Scale), parsed.GetRequiredValue(Spike));
        RunDirectory directory = TheoryResults.Open(parsed, [SpikeTable, .. PlotFiles.Of(PlotName)]);
        var model = new SpikedCovariance(gamma, scale);
        OutlierPrediction prediction = model.Predict(spike);

        double largest = Math.Max(2 * model.Threshold, 1.25 * spike);
        double[] spikes = [.. Enumerable.Range(1, Steps)
            .Select(i => largest * i / Steps)
            .Concat([spike, model.Threshold, model.LowerThreshold])
            .Where(s => s > 0)
            .Order()
            .Distinct()];
        TheoryResults.WriteSpikes(directory, SpikeTable, spikes.Select(model.Predict));
        TransitionPlot.Write(directory, model, largest, spike, PlotName);

        return TheoryResults.Finish(
            directory, parsed, new { Gamma = gamma, Scale = scale, Spike = spike },
            new
            {
                model.Threshold,
                LowerThreshold = model.LowerThreshold > 0 ? model.LowerThreshold : (double?)null,
                model.Bulk.LowerEdge,
                model.Bulk.UpperEdge,
                Prediction = prediction
            },
            LawSummary.Of(model, spike, gamma, scale));
    }
}
