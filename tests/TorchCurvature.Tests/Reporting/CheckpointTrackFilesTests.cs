using System.Text.Json.Nodes;
using System.Xml.Linq;
using TorchCurvature.Curvature;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Reporting;

/// <summary>What is written of the curvature at checkpoints.</summary>
public sealed class CheckpointTrackFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryQuantityOfACheckpointHasALine()
    {
        Write(OfAdam(10, 5), OfDescent(20, 3, learningRate: null) with { Hessian = Largest(20, isConfirmed: false, 3, 2) });
        Assert.Equal(
            """
            checkpoint,step,quantity,value,lower,upper,remark
            steps/10.pt,10,loss,0.5,,,
            steps/10.pt,10,gradient_norm,0.25,,,
            steps/10.pt,10,lambda_1,5,4.5,5.5,
            steps/10.pt,10,trace,8,7,9,
            steps/10.pt,10,two_over_learning_rate,16,,,
            steps/10.pt,10,preconditioned_lambda_1,50,49.5,50.5,
            steps/10.pt,10,preconditioned_lambda_2,40,39.5,40.5,
            steps/10.pt,10,stability_threshold,48,,,for preconditioned_lambda_1
            steps/10.pt,10,products,27,,,
            steps/10.pt,10,seconds,1.5,,,
            steps/20.pt,20,loss,0.5,,,
            steps/20.pt,20,gradient_norm,0.25,,,
            steps/20.pt,20,lambda_1,3,2.5,3.5,not searched from a random start
            steps/20.pt,20,lambda_2,2,1.5,2.5,not searched from a random start
            steps/20.pt,20,two_over_learning_rate,,,,the checkpoint does not say its learning rate
            steps/20.pt,20,stability_threshold,,,,the checkpoint does not say its learning rate
            steps/20.pt,20,products,10,,,
            steps/20.pt,20,seconds,1.5,,,

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(_folder["checkpoints.csv"]));
    }

    [Fact]
    public void WhatCouldNotBeFoundSaysWhy()
    {
        Write(
            OfDescent(1, 5, 0.1) with { Hessian = null },
            OfDescent(2, 5, 0.1) with { Hessian = new LargestEigenvalueRecord(2, [], 3, SolverStatus.NotFinite, false) },
            OfDescent(3, 5, 0) with { WhyNotPreconditioned = "the checkpoint has second moments, and lacks β₂" });
        string[] lines = File.ReadAllLines(_folder["checkpoints.csv"]);
        Assert.Contains("steps/1.pt,1,lambda_1,,,,the loss or its gradient is not finite", lines);
        Assert.Contains("steps/2.pt,2,lambda_1,,,,a product is not finite", lines);
        Assert.Contains("steps/3.pt,3,two_over_learning_rate,,,,the learning rate is 0", lines);
        Assert.Contains(
            "steps/3.pt,3,preconditioned_lambda_1,,,,\"the checkpoint has second moments, and lacks β₂\"", lines);
    }

    [Fact]
    public void TheFigureOfAdamHasAPanelForEitherMatrixWithItsLine()
    {
        Write(OfAdam(10, 5), OfAdam(20, 5.2));
        string[] labels = Labels("checkpoints");
        Assert.Contains("λ of H", labels);
        Assert.Contains("λ of P^−½ H P^−½", labels);
        Assert.Contains("step", labels);
        Assert.DoesNotContain(labels, label => label.StartsWith("2/η", StringComparison.Ordinal)); // which says nothing of Adam
        Assert.Contains("(2 + 2β₁)/((1 − β₁) η) = 48", labels);
    }

    [Fact]
    public void TheFigureOfDescentHasOnePanelAndALineThatFollowsTheLearningRate()
    {
        Write(OfDescent(1, 5, 0.5), OfDescent(2, 4, 0.25));
        string[] labels = Labels("checkpoints");
        Assert.Contains("2/η = 4 to 8", labels);
        Assert.DoesNotContain("λ of P^−½ H P^−½", labels);
        Assert.False(File.Exists(_folder["plots/checkpoint-densities.png"]));
    }

    [Fact]
    public void CheckpointsWithoutStepsStandInTheirOrder()
    {
        Write(OfDescent(null, 5, 0.5), OfDescent(null, 4, 0.5), OfDescent(null, double.NaN, 0.5));
        Assert.Contains("checkpoint", Labels("checkpoints"));
        Assert.DoesNotContain("NaN", File.ReadAllText(_folder["plots/checkpoints.svg"]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void DensitiesHaveATableAndAFigure()
    {
        SpectralDensity density = new(3, [5, 1, -1], [], 0, 7, SolverStatus.Converged);
        Write([.. Enumerable.Range(1, 8).Select(i => OfDescent(i, 5, 0.1) with { Density = density })]);
        Assert.False(File.Exists(_folder["checkpoint-densities.csv"])); // without a probe there is no density

        GaussQuadrature probe = new([-1, 2], [0.5, 0.5], isExact: true);
        density = new(3, [5], [probe], 2, 7, SolverStatus.Converged);
        Write([.. Enumerable.Range(1, 8).Select(i => OfDescent(i, 5, 0.1) with { Density = density })]);
        Assert.Equal(
            "checkpoint,eigenvalue,density,lower,upper,quadrature_bound", File.ReadLines(_folder["checkpoint-densities.csv"]).First());
        Assert.Equal(["steps/1.pt", "steps/8.pt"], Labels("checkpoint-densities").Intersect(["steps/1.pt", "steps/8.pt"]));
    }

    [Fact]
    public void TheSummaryShowsFirstSharpestAndLast()
    {
        SummaryTable table = CheckpointTrackSummary.Of(Results(OfDescent(1, 5, 0.5), OfDescent(2, 7, 0.5), OfDescent(3, 6, 0.5)));
        Assert.Equal(["first", "largest λ max", "last"], table.Columns);
        Assert.Equal(["step", "1", "2", "3"], table.Rows[0]);
        Assert.Contains(table.Rows, row => row[0] == "2/learning rate" && row[1] == "4");
    }

    [Fact]
    public void TheSummaryOfAdamShowsAdamsOwnLineAlone()
    {
        SummaryTable table = CheckpointTrackSummary.Of(Results(OfAdam(1, 5), OfAdam(2, 7)));
        Assert.DoesNotContain(table.Rows, row => row[0] == "2/learning rate");
        Assert.Contains(table.Rows, row => row[0] == "stable below");
    }

    [Theory]
    [InlineData(RunStatus.Finished, "run.json", "finished")]
    [InlineData(RunStatus.Interrupted, "run-unfinished.json", "interrupted")]
    public void TheManifestSaysHowFarTheRunHasCome(RunStatus status, string file, string word)
    {
        var run = RunDirectory.Open(_folder.Path, overwrite: false);
        new CheckpointTrackManifest(Results(OfAdam(10, 5)), [], DateTimeOffset.Now, status).Write(run);
        JsonNode json = JsonNode.Parse(File.ReadAllText(_folder[file]))!;
        Assert.Equal(word, (string?)json["status"]);
        Assert.Equal((9, 1), ((int)json["checkpointCount"]!, json["checkpoints"]!.AsArray().Count));
        JsonNode point = json["checkpoints"]![0]!;
        Assert.Equal(("steps/10.pt", 10L), ((string)point["file"]!, (long)point["step"]!));
        Assert.Equal(5.0, (double)point["hessian"]!["largestEigenvalue"]!);
    }

    private static CheckpointCurvature OfDescent(long? step, double largest, double? learningRate) =>
        new($"steps/{step}.pt", new RiskEvaluation(0.5, null, 0.25, 7), new TrainingSnapshot { Step = step, LearningRate = learningRate })
        {
            Hessian = Largest(step ?? 0, isConfirmed: true, largest),
            Seconds = 1.5,
        };

    private static CheckpointCurvature OfAdam(long step, double largest)
    {
        var training = new TrainingSnapshot { Step = step, LearningRate = 0.125, Beta1 = 0.5, Beta2 = 0.9 };
        return new CheckpointCurvature($"steps/{step}.pt", new RiskEvaluation(0.5, null, 0.25, 7), training)
        {
            Hessian = Largest(step, isConfirmed: true, largest),
            Preconditioned = Largest(step, isConfirmed: true, 10 * largest, 8 * largest),
            Trace = new Estimate(EstimatedQuantity.Trace, 8, 0.5, 0, 4, 7) { Lower = 7, Upper = 9 },
            Seconds = 1.5,
        };
    }

    private static LargestEigenvalueRecord Largest(long step, bool isConfirmed, params double[] values) => new(
        step, [.. values.Select((v, i) => new RitzPair(SpectrumEnd.Top, i + 1, v, 0.5, 0.5, isConverged: true))], products: 10,
        SolverStatus.Converged, isConfirmed);

    private static CheckpointTrackResults Results(params CheckpointCurvature[] points) => new(
        new CheckpointTrackSpec { Checkpoints = [.. Enumerable.Repeat("x", 9)] }, findings: null, points, seconds: 3);

    private void Write(params CheckpointCurvature[] points) =>
        CheckpointTrackFiles.Write(RunDirectory.Open(_folder.Path, overwrite: true), Results(points));

    private string[] Labels(string name) =>
    [
        .. XDocument.Load(_folder[$"plots/{name}.svg"]).Descendants().Where(e => e.Name.LocalName == "text").Select(t => t.Value.Trim()),
    ];
}
