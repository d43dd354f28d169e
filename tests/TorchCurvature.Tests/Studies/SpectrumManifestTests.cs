using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>What the manifest and the table say of how a matrix was computed.</summary>
public sealed class SpectrumManifestTests
{
    private const string Remark = "The layers alone do not make up this function. It was computed column by column instead.";

    [Theory]
    [InlineData(Remark)]
    [InlineData(null)]
    public async Task ARemarkIsInTheManifestAndInTheTable(string? remark)
    {
        var spec = new SpectrumSpec
        {
            Problem = new ProblemSpec
            {
                Data = new BlobsSpec { Classes = 2, Dimension = 2, Samples = 7 },
                Model = new MlpSpec { Hidden = [2] },
            },
        };
        using Problem problem = await spec.Problem.LoadAsync(cancellation: TestContext.Current.CancellationToken);
        using var outcome = new SpectrumOutcome(spec) { Training = new TrainingResult(StoppingReason.StepLimit, 1, []) };
        using (var point = new Point(problem, problem.CreateModel(WorkingPrecision.Float64, CPU), problem.Train, problem.Test))
        {
            outcome.Add(ExactStudy.Compute(PointNames.Final, point, spec) with { Remark = remark, InheritedError = 2.5e-9 });
        }

        outcome.AddTime("training", 1);
        JsonNode manifest = JsonNode.Parse(RunManifest.TextOf(new SpectrumManifest(outcome, [], DateTimeOffset.Now, RunStatus.Finished)))!;
        JsonNode found = manifest["points"]![PointNames.Final]!;
        Assert.Equal(remark, (string?)found["remark"]);
        Assert.Equal(2.5e-9, found["inheritedError"]!.GetValue<double>());
        Assert.Equal(
            remark is null ? [] : [Remark], SpectrumSummary.Tables(outcome)[0].Rows.Where(r => r[0] == "remark").Select(r => r[1]));
    }
}
