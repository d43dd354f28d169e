using System.Text.Json.Nodes;
using Spectre.Console;
using TorchCurvature.Cli.SpectrumVerb;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Reporting;
using TorchCurvature.Training;

namespace TorchCurvature.Tests.Cli;

/// <summary>What the manifest and the table say of how a matrix was computed.</summary>
public sealed class RunRecordTests
{
    private const string Remark = "The layers alone do not make up this function. It was computed column by column instead.";

    [Theory]
    [InlineData(Remark)]
    [InlineData(null)]
    public void ARemarkIsInTheManifestAndInTheTable(string? remark)
    {
        var record = new RunRecord(SpectrumCommand.Read(SpectrumCommand.Build().Parse("--out run"))) { Training = new TrainingResult(StoppingReason.StepLimit, 1, []) };
        record.Points.Add(new PointAnalysis(
            "final", new RiskEvaluation(1, 1, 1, 10), new RiskEvaluation(1, 1, 1, 10), SampleRuns.Final,
                OutlierCounting.CountByEveryRule(SampleRuns.Final), ExactHessianMethod.ColumnByColumn,
            0, 1, 1, null, null)
        {
            Remark = remark,
            InheritedError = 2.5e-9,
        });
        foreach (string part in (string[])["data", "training", "files"])
        {
            record.AddTime(part, 1);
        }

        JsonNode point = JsonNode.Parse(record.ToJson("finished"))!["points"]!["final"]!;
        Assert.Equal(remark, (string?)point["remark"]);
        Assert.Equal(2.5e-9, point["inheritedError"]!.GetValue<double>());

        using var written = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = 400;
        console.Write(Summary.Table(record));
        Assert.Equal(remark is not null, written.ToString().Contains("│ remark ", StringComparison.Ordinal));
        Assert.Equal(remark is not null, written.ToString().Contains(Remark, StringComparison.Ordinal));
    }
}
