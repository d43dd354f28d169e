using System.CommandLine;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;

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
    private static readonly Option<string?> Out = TheoryOptions.Out();
    private static readonly Option<bool> Force = TheoryOptions.Force();

    public static Command Build()
    {
        var command = new Verb("marchenko-pastur", "The spectrum of the sample covariance of uncorrelated data: its density, edges, moments and the share of zeros.", Examples) { Gamma, Scale, Out, Force };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        (double gamma, double scale) = (parsed.GetRequiredValue(Gamma), parsed.GetRequiredValue(Scale));
        RunDirectory directory = TheoryResults.Open(parsed, Out, Force, "density.csv", "plots/density.png", "plots/density.svg");
        var law = new MarchenkoPastur(gamma, scale);
        TheoryResults.WriteDensity(directory, law);
        string zeros = law.AtomAtZero > 0 ? $"; {TheoryResults.Number(100 * law.AtomAtZero)} % of the eigenvalues are 0" : "";
        LawPlot.Write(
            directory,
            [new LawPanel($"Marchenko–Pastur law, γ = {TheoryResults.Number(gamma)}, σ² = {TheoryResults.Number(scale)}{zeros}", "eigenvalue λ", [new LawCurve("density", law)])],
            "plots/density");

        double mean = law.Moment(1), deviation = Math.Sqrt(law.Moment(2) - (mean * mean)), median = law.Quantile(0.5);
        var table = new Table();
        table.AddColumn("Marchenko–Pastur law");
        table.AddColumn(new TableColumn("").RightAligned());
        table.AddRow("γ = P/N", TheoryResults.Number(gamma));
        table.AddRow("σ²", TheoryResults.Number(scale));
        table.AddRow("lower edge σ²(1 − √γ)²", TheoryResults.Number(law.LowerEdge));
        table.AddRow("upper edge σ²(1 + √γ)²", TheoryResults.Number(law.UpperEdge));
        table.AddRow("share of zeros", TheoryResults.Number(law.AtomAtZero));
        table.AddRow("mean, zeros included", TheoryResults.Number(mean));
        table.AddRow("standard deviation", TheoryResults.Number(deviation));
        table.AddRow("median", TheoryResults.Number(median));
        return TheoryResults.Finish(
            directory, parsed, new { Gamma = gamma, Scale = scale },
            new { law.LowerEdge, law.UpperEdge, law.AtomAtZero, Mean = mean, StandardDeviation = deviation, Median = median, Moments = Enumerable.Range(1, 6).Select(law.Moment) }, table);
    }
}
