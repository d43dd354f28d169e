using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Tests.Studies.Runs;

public sealed class FinishedRunTests : IDisposable
{
    // As version 0.1.0 wrote it, without what says nothing of the network.
    private const string Former =
        """
        {
          "command": "train", "version": "0.1.0", "status": "finished",
          "options": {
            "data": "blobs", "classes": 3, "dimension": 10, "samples": 120, "covariance": 2.5, "resize": null, "data-dir": null,
            "model": "mlp", "hidden": "6,5", "channels": "6,16", "activation": "tanh", "loss": "squared-error",
            "optimizer": "gd", "batch-size": 32, "learning-rate": 0.1, "weight-decay": 0.01, "max-steps": 200, "seed": 7,
            "phases": null, "track-sharpness": 50, "dtype": "float32", "training-dtype": "float64", "threads": 64,
            "device": "cuda:3", "out": "x"
          }
        }
        """;

    private const string FormerImages =
        """
        {
          "command": "spectrum",
          "options": {
            "data": "cifar10", "classes": 5, "dimension": 100, "samples": null, "covariance": 1, "resize": "14x16", "data-dir": "/data",
            "model": "convnet", "hidden": "30,30", "channels": "2,3", "activation": "relu", "weight-decay": 0, "seed": 0
          }
        }
        """;

    private readonly StoredRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void AFormerManifestIsReadByTheNamesOfItsTime()
    {
        NetworkRecord network = FinishedRun.Open(_runs.Store("a", Former)).Network;
        Assert.Equal(new BlobsSpec { Samples = 120, Classes = 3, Dimension = 10, Spread = 2.5 }, network.Problem.Data);
        Assert.Equal("mlp tanh 6,5", network.Problem.Model.Describe());
        Assert.Equal((new SquaredErrorSpec(), 0.01, 7), (network.Problem.Loss, network.Problem.WeightDecay, network.Problem.Seed));
        Assert.Equal((WorkingPrecision.Float32, WorkingPrecision.Float64), (network.Precision, network.TrainingPrecision));
    }

    [Fact]
    public void AFormerManifestOfImagesHasTheUsualValuesOfWhatItDoesNotName()
    {
        NetworkRecord network = FinishedRun.Open(_runs.Store("a", FormerImages)).Network;
        Assert.Equal(new Cifar10Spec { Resize = new ImageSize(14, 16), DataDirectory = "/data" }, network.Problem.Data);
        Assert.Equal("convnet relu 2,3", network.Problem.Model.Describe());
        Assert.Equal(new CrossEntropySpec(), network.Problem.Loss);
        Assert.Equal((WorkingPrecision.Float64, WorkingPrecision.Float32), (network.Precision, network.TrainingPrecision));
    }

    /// <summary>What a former manifest says, written as today and read again.</summary>
    [Theory]
    [InlineData(Former)]
    [InlineData(FormerImages)]
    public void FormerAndPresentManifestsSayTheSame(string former)
    {
        NetworkRecord before = FinishedRun.Open(_runs.Store("before", former)).Network;
        JsonObject manifest = new() { ["command"] = "spectrum", ["format"] = 2, ["network"] = before.ToJson() };
        NetworkRecord now = FinishedRun.Open(_runs.Store("now", manifest.ToJsonString())).Network;
        Assert.Equal(before.ToJson().ToJsonString(), now.ToJson().ToJsonString());
        Assert.True(before.Problem.HasTheExamplesOf(now.Problem));
        Assert.True(before.Problem.Model.MeansTheSameAs(now.Problem.Model));
    }

    [Theory]
    [InlineData("""{ "command": "train", "opt""", "cannot be read as a run's manifest: ")]
    [InlineData("[1]", "cannot be read as a run's manifest: It is no object.")]
    [InlineData("""{ "command": "train" }""", "manifest: 'options' is missing.")]
    [InlineData("""{ "command": "train", "options": 3 }""", "manifest: 'options' is no object.")]
    [InlineData("""{ "command": "train", "options": { "seed": "x" } }""", ": 'options.seed' is \"x\", and has to be a whole number.")]
    [InlineData("""{ "command": "train", "options": { "hidden": "6,-1" } }""", "manifest: hidden '-1' must be a whole number from 1.")]
    [InlineData("""{ "command": "train", "options": { "data": "webtext" } }""", "There is no data set 'webtext'; there are blobs")]
    [InlineData("""{ "command": "train", "options": { "loss": "hinge" } }""", "There is no loss 'hinge'; there are cross-entropy")]
    [InlineData("""{ "command": "train", "format": 2 }""", "manifest: 'network' is missing.")]
    [InlineData("""{ "command": "train", "format": 2, "network": {} }""", "manifest: 'network.problem' is missing.")]
    [InlineData("""{ "command": "train", "format": 3 }""", "It is of format 3, and this version of TorchCurvature reads formats up to 2.")]
    [InlineData("""{ "command": "plane", "format": 2 }""", "holds a run of 'plane', which has no trained network.")]
    [InlineData("""{ "command": 1 }""", "manifest: 'command' is 1, and has to be text.")]
    public void ADamagedManifestIsRefusedWithItsFileAndPlace(string manifest, string message)
    {
        string folder = _runs.Store("a", manifest);
        string said = Assert.Throws<FinishedRunException>(() => FinishedRun.Open(folder)).Message;
        Assert.StartsWith($"'{folder}", said, StringComparison.Ordinal);
        Assert.Contains(message, said, StringComparison.Ordinal);
    }

    /// <summary>Every part of the object is needed, and refused by its name where it is gone.</summary>
    [Theory]
    [InlineData("data")]
    [InlineData("model")]
    [InlineData("loss")]
    [InlineData("weight-decay")]
    [InlineData("seed")]
    public void AProblemWithoutAPartIsRefused(string part)
    {
        JsonObject manifest = StoredRuns.Manifest(StoredRuns.Problem);
        manifest["network"]!["problem"]!.AsObject().Remove(part);
        string folder = _runs.Store("a", manifest.ToJsonString());
        Assert.Contains(
            $"'network.problem.{part}' is missing.",
            Assert.Throws<FinishedRunException>(() => FinishedRun.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutAManifestIsNoRun() => Assert.Contains(
        "holds no run.json, so it is not the folder of a finished run.",
        Assert.Throws<FinishedRunException>(() => FinishedRun.Open(_runs["none"])).Message, StringComparison.Ordinal);

    [Fact]
    public void OtherArchitecturesDataAndLossesAreRefused()
    {
        ProblemSpec problem = StoredRuns.Problem;
        Assert.Equal(
            "'a' holds a network mlp tanh 3 and 'b' a network mlp tanh 4; "
                + "only networks of one architecture lie in one space of parameters.",
            Refusal(problem with { Model = new MlpSpec { Hidden = [4], Activation = Activation.Tanh } }));
        Assert.Equal(
            "'a' was trained on blobs with cross-entropy and 'b' on mnist with cross-entropy: their losses are not of one kind. "
                + "Choose runs on the same data set.",
            Refusal(problem with { Data = new MnistSpec() }));
        Assert.Contains(
            "'b' on blobs with squared-error", Refusal(problem with { Loss = new SquaredErrorSpec() }), StringComparison.Ordinal);

        Assert.Contains(
            "'a' was trained on blobs with cross-entropy and 'b' on blobs with cross-entropy 1,2,1",
            Refusal(problem with { Loss = new CrossEntropySpec { ClassWeights = [1, 2, 1] } }), StringComparison.Ordinal);

        string Refusal(ProblemSpec other) =>
            Assert.Throws<FinishedRunException>(() => Run("a", problem).RequireComparable(Run("b", other))).Message;
    }

    [Fact]
    public void OtherExamplesAndWeightDecayAreRemarks()
    {
        FinishedRun a = Run("a", StoredRuns.Problem);
        Assert.Empty(a.RemarksOn(Run("b", StoredRuns.Problem)));
        FinishedRun b = Run("b", StoredRuns.Problem with { Seed = 1, WeightDecay = 0.5 });
        a.RequireComparable(b);
        Assert.Equal(
            [
                "b was trained on other examples than a; all losses here are on those of a.",
                "b was trained with another weight decay than a; all training losses here have that of a, 0.",
            ],
            a.RemarksOn(b));
    }

    private static FinishedRun Run(string folder, ProblemSpec problem) =>
        new(folder, new NetworkRecord(problem, WorkingPrecision.Float64, WorkingPrecision.Float32));
}
