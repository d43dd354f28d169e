using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class TrainStudyTests : IAsyncLifetime
{
    // No batch size divides the 40 examples, and one of the two looks falls on the switch of the phases.
    private static readonly TrainSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = 4, Dimension = 6, Samples = 40 },
            Model = new MlpSpec { Hidden = [5], Activation = Activation.Tanh },
            WeightDecay = 0.01,
            Seed = 3,
        },
        Training = new TrainingOptions { Optimizer = new GradientDescentSpec { LearningRate = 0.2 }, StopGradientNorm = 0 },
        Phases = [new(7, 10), new(null, 6), new(25, 9)],
        TrainingPrecision = WorkingPrecision.Float64,
        RecordEvery = 4,
        FollowEvery = 5,
        FollowTop = 2,
        FollowTolerance = 1e-9,
        KeepEvery = 3,
    };

    private readonly TemporaryFolder _folder = new();
    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_spec.Problem.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void RecordsAreMadeWhenTheyAreDueAndSayWhatTheNetworkIs()
    {
        var heard = new HeardRecords();
        using var study = new TrainStudy(_problem, s_spec);
        TrainResults results = study.Run(observer: heard);

        Assert.Equal([0, 4, 8, 12, 16, 20, 24, 25], results.Records.Select(r => r.Step));
        Assert.Equal([1, 1, 1, 2, 2, 3, 3, 3], results.Records.Select(r => r.Phase));
        Assert.Equal([0, 5, 10, 15, 20, 25], results.LargestEigenvalues.Select(r => r.Step));
        Assert.Empty(heard.Before!.Records);
        Assert.Equal(results.Records, heard.Records);
        Assert.Equal(results.LargestEigenvalues, heard.LargestEigenvalues);
        Assert.Equal(results.Records, heard.Results!.Records);
        Assert.Equal((StoppingReason.StepLimit, 25), (results.Training!.Reason, results.Training.Steps));

        // The mean does not depend on how the examples are cut.
        using Batches batches = _problem.Train.Batches(7);
        EmpiricalRisk risk = _problem.TrainingRisk(study.Model, batches);
        RiskEvaluation last = results.Records[^1].Train, expected = risk.Evaluate();
        Assert.Equal(expected.Loss, last.Loss, 1e-14);
        Assert.Equal(expected.GradientNorm!.Value, last.GradientNorm!.Value, 1e-14);
        Assert.Equal(expected.Accuracy, last.Accuracy);

        using ExactHessian hessian = ExactHessian.Compute(risk);
        using var matrix = new DenseOperator(hessian.Matrix);
        double[] exact = [.. DenseEigensolver.Values(matrix).Values];
        Assert.All(results.LargestEigenvalues[^1].Pairs, pair => Assert.Equal(exact[pair.Index - 1], pair.Value, 1e-8 * exact[0]));
    }

    /// <summary>Looks, and what is kept, change nothing of the training.</summary>
    [Fact]
    public void TheNetworkIsThatOfATrainerAlone()
    {
        using var study = new TrainStudy(_problem, s_spec);
        study.Run(RunDirectory.Open(_folder["run"], overwrite: false));
        using nn.Module<Tensor, Tensor> alone = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        TrainingOptions options = s_spec.Training with { WeightDecay = s_spec.Problem.WeightDecay, Seed = s_spec.Seeds.Order };
        new PhasedTrainer(alone, _problem.Loss, _problem.Train, s_spec.Phases, options).Run();
        AssertSame(alone, study.Model);

        using nn.Module<Tensor, Tensor> saved = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        ModelFile.Load(saved, Path.Combine(_folder["run"], RunFiles.FinalModel));
        AssertSame(alone, saved);
    }

    [Theory]
    [InlineData(0, "gd"), InlineData(2, "gd"), InlineData(10, "gd"), InlineData(12, "gd"), InlineData(20, "gd"), InlineData(25, "gd")]
    [InlineData(2, "adam"), InlineData(10, "adam"), InlineData(12, "adam")]
    public void ACancelledRunKeepsEverythingAndGoesOnToTheSameBits(long cancelledAt, string optimizer)
    {
        TrainSpec spec = s_spec with { Training = s_spec.Training with { Optimizer = OptimizerSpecs.Registry.Find(optimizer) } };
        using var whole = new TrainStudy(_problem, spec);
        TrainResults expected = whole.Run(RunDirectory.Open(_folder["whole"], overwrite: false));

        var heard = new HeardRecords();
        using (var source = new CancellationTokenSource())
        using (var cancelled = new TrainStudy(_problem, spec))
        {
            var progress = new RecordedProgress<TrainingRecord>(r => { if (r.Step >= cancelledAt) { source.Cancel(); } });
            Assert.ThrowsAny<OperationCanceledException>(
                () => cancelled.Run(RunDirectory.Open(_folder["run"], overwrite: false), heard, progress, source.Token));
        }

        Assert.Equal("interrupted", (string?)Manifest("run", RunDirectory.UnfinishedManifestName)["status"]);
        Assert.False(File.Exists(_folder["run/run.json"]));
        Assert.True(File.Exists(_folder["run/checkpoint.dat"]));

        // As the command opens it: what is to be taken up is not among the files that the first new one removes.
        RunDirectory directory = RunDirectory.Open(_folder["run"], overwrite: false, RunFiles.FinalModel);
        using var study = new TrainStudy(_problem, spec);
        Assert.True(study.GoOn(directory));
        TrainResults actual = study.Run(directory);
        Assert.Equal(expected.Records, actual.Records);
        Assert.Equal(expected.LargestEigenvalues.SelectMany(r => r.Pairs), actual.LargestEigenvalues.SelectMany(r => r.Pairs));
        Assert.Equal(
            expected.LargestEigenvalues.Select(r => (r.Step, r.Products, r.IsConfirmed)),
            actual.LargestEigenvalues.Select(r => (r.Step, r.Products, r.IsConfirmed)));
        AssertSame(whole.Model, study.Model);

        // Stochastic descent finishes the step that it is at.
        long keptAt = actual.ResumedAt ?? 0;
        Assert.InRange(keptAt, cancelledAt, cancelledAt + 1);
        Assert.Equal(expected.Records.Where(r => r.Step < keptAt), heard.Results!.Records);
        foreach (string part in (string[])["options", "network", "seeds", "phases", "training", "records", "largestEigenvalues"])
        {
            Assert.Equal(Manifest("whole", "run.json")[part]!.ToJsonString(), Manifest("run", "run.json")[part]!.ToJsonString());
        }

        Assert.Equal(
            ["model-final.dat", "run.json"], Directory.GetFiles(_folder["run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>On a bad disk: the one before it is taken, with a sentence and to the same bits; where both are damaged, neither.</summary>
    [Fact]
    public void ADamagedCheckpointLeavesTheOneBeforeIt()
    {
        using var whole = new TrainStudy(_problem, s_spec);
        TrainResults expected = whole.Run();
        string last = _folder["run/checkpoint.dat"], former = _folder["run/checkpoint-before.dat"];
        CancelledRun(options: null);
        Damage(last);
        using (var study = new TrainStudy(_problem, s_spec))
        {
            RunDirectory directory = RunDirectory.Open(_folder["run"], overwrite: false, RunFiles.FinalModel);
            Assert.True(study.GoOn(directory));
            Assert.StartsWith($"'{last}' is no training state of this model, or is damaged: ", study.Remark, StringComparison.Ordinal);
            Assert.EndsWith(" The one before it is taken.", study.Remark, StringComparison.Ordinal);
            TrainResults actual = study.Run(directory);
            Assert.Equal(expected.Records, actual.Records);
            AssertSame(whole.Model, study.Model);
            Assert.Equal(
                ["model-final.dat", "run.json"], Directory.GetFiles(_folder["run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }

        CancelledRun(options: null);
        Damage(last);
        Damage(former);
        using var neither = new TrainStudy(_problem, s_spec);
        string message = Assert.Throws<InvalidDataException>(
            () => neither.GoOn(RunDirectory.Open(_folder["run"], overwrite: false))).Message;
        Assert.StartsWith($"'{former}' is no training state", message, StringComparison.Ordinal);
        Assert.EndsWith(" --force begins the run anew.", message, StringComparison.Ordinal);

        static void Damage(string path) => File.WriteAllBytes(path, [.. File.ReadAllBytes(path).Select((b, i) => i == 99 ? (byte)~b : b)]);
    }

    [Fact]
    public void ARunWithoutACheckpointBegins()
    {
        using var study = new TrainStudy(_problem, s_spec);
        Assert.False(study.GoOn(RunDirectory.Open(_folder["run"], overwrite: false)));
        Assert.Null(study.Results.ResumedAt);
    }

    [Fact]
    public void ARunIsNotTakenUpForSomethingElse()
    {
        RunDirectory directory = CancelledRun(new JsonObject { ["learning-rate"] = 0.2, ["out"] = "here" });
        using (var free = new TrainStudy(_problem, s_spec, options: new JsonObject { ["learning-rate"] = 0.2, ["out"] = "there" }))
        {
            Assert.True(free.GoOn(directory));
        }

        using var other = new TrainStudy(_problem, s_spec, options: new JsonObject { ["learning-rate"] = 0.3, ["out"] = "here" });
        string message = Assert.Throws<SettingException>(() => other.GoOn(directory)).Message;
        Assert.StartsWith(
            $"The run in '{directory.Path}' was begun with --learning-rate 0.2, and this command says 0.3: give the options as they were",
            message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutOptionsTheSpecificationsAreCompared()
    {
        RunDirectory directory = CancelledRun(options: null);
        using var other = new TrainStudy(_problem, s_spec with { RecordEvery = 5 });
        Assert.Contains(
            "was begun with --record-every 4, and this command says 5",
            Assert.Throws<SettingException>(() => other.GoOn(directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACheckpointOfTheVersionBeforeIsRefused()
    {
        RunDirectory directory = RunDirectory.Open(_folder["run"], overwrite: false);
        using var study = new TrainStudy(_problem, s_spec);
        string former = JsonSerializer.Serialize(
            new { Options = new JsonObject(), Records = Array.Empty<RiskRecord>(), Sharpness = Array.Empty<int>() }, RunManifest.Format);
        TrainingState.Start.Save(study.Model, directory.PathOf(TrainStudy.CheckpointName), writer => writer.Write(former));
        Assert.Contains(
            "another version", Assert.Throws<InvalidDataException>(() => study.GoOn(directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADivergedRunKeepsItsRecordsAndSaysThatItFailed()
    {
        var optimizer = new GradientDescentSpec { LearningRate = 1e37 };
        TrainSpec spec = s_spec with { Training = new TrainingOptions { Optimizer = optimizer }, FollowEvery = null };
        using var study = new TrainStudy(_problem, spec);
        var heard = new HeardRecords();
        Assert.Throws<TrainingDivergedException>(() => study.Run(RunDirectory.Open(_folder["run"], overwrite: false), heard));
        Assert.Equal(0, heard.Results!.Records[0].Step);
        Assert.All(heard.Results.Records, r => Assert.True(double.IsFinite(r.Train.Loss)));
        JsonObject manifest = Manifest("run", RunDirectory.UnfinishedManifestName);
        Assert.Equal("failed", (string?)manifest["status"]);
        Assert.Null(manifest["largestEigenvalues"]);
    }

    [Fact]
    public void TheManifestSaysWhatTheNetworkIsAndKeepsItsNames()
    {
        using var study = new TrainStudy(_problem, s_spec, options: new JsonObject { ["seed"] = 3 });
        study.Run(RunDirectory.Open(_folder["run"], overwrite: false));
        JsonObject manifest = Manifest("run", "run.json");
        Assert.Equal(
            [
                "command", "format", "version", "status", "options", "network", "files", "seeds", "environment", "processes",
                "started", "resumedAt", "seconds", "peakMemoryBytes",
                "examples", "parameters", "phases", "training", "records", "largestEigenvalues",
            ],
            manifest.Select(p => p.Key));
        Assert.Equal(("train", 2, "finished"), ((string?)manifest["command"], (int)manifest["format"]!, (string?)manifest["status"]));
        Assert.Equal(["data", "weights", "order", "track", "lanczos"], manifest["seeds"]!.AsObject().Select(p => p.Key));
        Assert.Equal(
            ["count", "products", "notConverged", "twoOverLearningRate", "first", "last"],
            manifest["largestEigenvalues"]!.AsObject().Select(p => p.Key));
        var network = NetworkRecord.FromJson(manifest["network"]!.AsObject());
        Assert.Equal(s_spec.Problem.ToJson().ToJsonString(), network.Problem.ToJson().ToJsonString());
        Assert.Equal((WorkingPrecision.Float64, WorkingPrecision.Float64), (network.Precision, network.TrainingPrecision));
    }

    [Fact]
    public void NoTensorIsLeftAlive()
    {
        using var live = new LiveTensors();
        RunDirectory directory = CancelledRun(options: null);
        using (var study = new TrainStudy(_problem, s_spec))
        {
            study.GoOn(directory);
            study.Run(directory);
        }

        Assert.Throws<SettingException>(() => new TrainStudy(_problem, s_spec with { FollowSamples = 1000 }));
    }

    [Fact]
    public async Task AStudyTakesTheProblemOfItsSpecificationAlone()
    {
        using Problem other = await (s_spec.Problem with { Seed = 4 }).LoadAsync();
        Assert.Throws<ArgumentException>(() => new TrainStudy(other, s_spec));
    }

    private RunDirectory CancelledRun(JsonObject? options)
    {
        RunDirectory directory = RunDirectory.Open(_folder["run"], overwrite: true);
        using var study = new TrainStudy(_problem, s_spec, options: options);
        using var source = new CancellationTokenSource();
        var progress = new RecordedProgress<TrainingRecord>(r => { if (r.Step >= 6) { source.Cancel(); } });
        Assert.ThrowsAny<OperationCanceledException>(() => study.Run(directory, progress: progress, cancellation: source.Token));
        return directory;
    }

    private JsonObject Manifest(string run, string name) => JsonNode.Parse(File.ReadAllText(_folder[$"{run}/{name}"]))!.AsObject();

    private static void AssertSame(nn.Module<Tensor, Tensor> expected, nn.Module<Tensor, Tensor> actual) =>
        Assert.All(expected.parameters().Zip(actual.parameters()), pair => TensorAssert.SameBits(pair.First, pair.Second));
}
