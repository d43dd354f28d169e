using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary><c>theory marchenko-pastur</c>: the law of white data.</summary>
internal static class MarchenkoPasturCommand
{
    private static readonly string[] Examples =
    [
        "curvature theory marchenko-pastur --gamma 0.5 --out runs/law",
    ];

    private static readonly Option<double> Gamma = TheoryOptions.Gamma();
    private static readonly Option<double> Scale = TheoryOptions.Scale();

    public static Command Build()
    {
        var command = new Verb(
            "marchenko-pastur",
            "Marchenko–Pastur law of uncorrelated data: density, edges, moments and the share of zeros.",
            Examples)
        {
            { OptionGroup.Law, Gamma, Scale },
            { OptionGroup.Output, ResultOptions.WithoutPlan },
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (double gamma, double scale) = (parsed.GetRequiredValue(Gamma), parsed.GetRequiredValue(Scale));
        RunDirectory directory = TheoryResults.Open(
            parsed, [TheoryResults.DensityTable, .. PlotFiles.Of(TheoryResults.DensityFigure)]);
        var law = new MarchenkoPastur(gamma, scale);
        TheoryResults.WriteDensity(directory, law);
        string zeros = law.AtomAtZero > 0 ? $"; {Show.Theoretical(100 * law.AtomAtZero)} % of the eigenvalues are 0" : "";
        string title = $"Marchenko–Pastur law, γ = {Show.Theoretical(gamma)}, σ² = {Show.Theoretical(scale)}{zeros}";
        LawPlot.Write(directory, [new LawPanel(title, "eigenvalue λ", [new LawCurve("density", law)])], TheoryResults.DensityFigure);

        double mean = law.Moment(1), deviation = Math.Sqrt(law.Moment(2) - (mean * mean)), median = law.Quantile(0.5);
        return TheoryResults.Finish(
            directory, parsed, new { Gamma = gamma, Scale = scale },
            new
            {
                law.LowerEdge,
                law.UpperEdge,
                law.AtomAtZero,
                Mean = mean,
                StandardDeviation = deviation,
                Median = median,
                Moments = Enumerable.Range(1, 6).Select(law.Moment)
            },
            LawSummary.Of(law, gamma, scale));
    }
}
