using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Precision;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Tests.Data.Files;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Studies of data that have no test set: all that is known of training data is said, and nothing of test data.</summary>
public sealed class NoTestDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoredRuns _runs = new();
    private readonly ProblemSpec _problem;

    public NoTestDataTests()
    {
        double[] numbers = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i * i))];
        long[] labels = [.. Enumerable.Range(0, 15).Select(i => i % 3L)];
        string path = NumpyFiles.WriteNpz(
            _folder["own.npz"], ("x", NumpyFiles.Doubles("(15, 4)", numbers)), ("y", NumpyFiles.Longs("(15,)", labels)));
        _problem = StoredRuns.Problem with { Data = new DataFileSpec { Path = path } };
    }

    [Theory]
    [InlineData(SpectrumMethod.Exact), InlineData(SpectrumMethod.Lanczos)]
    public async Task ASpectrumSaysNothingOfTestData(SpectrumMethod method)
    {
        using LiveTensors live = new();
        using Problem problem = await _problem.LoadAsync();
        Assert.Equal((27, 3), (problem.ParameterCount, problem.Train.ClassCount));
        var spec = new SpectrumSpec
        {
            Problem = _problem,
            Method = method,
            Training = new TrainingOptions { MaxSteps = 3, StopGradientNorm = 0 },
            TrainingPrecision = WorkingPrecision.Float64,
        };
        using var outcome = new SpectrumOutcome(spec);
        new SpectrumStudy(problem, outcome, new HeardSpectra(), CPU)
            .Run(directory: null, new JsonObject(), resume: false, TestContext.Current.CancellationToken);
        IReadOnlyList<string> rows = [.. SpectrumSummary.Tables(outcome)[0].Rows.Select(row => row[0])];
        Assert.Contains("loss, training", rows);
        Assert.DoesNotContain(rows, row => row.Contains("test", StringComparison.Ordinal));
        string manifest = RunManifest.TextOf(new SpectrumManifest(outcome, new JsonObject(), DateTimeOffset.Now, RunStatus.Finished));
        JsonNode point = JsonNode.Parse(manifest)!["points"]!["final"]!;
        Assert.NotNull(point["loss"]);
        Assert.Null(point["testLoss"] ?? point["testAccuracy"]);
    }

    /// <summary>As PyTorch's users save them: whole numbers in floating point are labels to cross-entropy, and values to others.</summary>
    [Fact]
    public async Task TheLossSaysWhatWholeNumbersAre()
    {
        using LiveTensors live = new();
        (string, byte[]) x = ("x", NumpyFiles.Doubles("(4, 1)", 1, 2, 3, 4));
        string whole = NumpyFiles.WriteNpz(_folder["whole.npz"], x, ("y", NumpyFiles.Doubles("(4,)", 2, 0, 1, 1)));
        string half = NumpyFiles.WriteNpz(_folder["half.npz"], x, ("y", NumpyFiles.Doubles("(4,)", 2, 0.5, 1, 1)));
        ProblemSpec spec = _problem with { Data = new DataFileSpec { Path = whole, TestFraction = 0.5 }, Loss = new CrossEntropySpec() };
        using Problem labelled = await spec.LoadAsync();
        Assert.Equal((3, 3), (labelled.Train.ClassCount, labelled.Test!.ClassCount));
        Assert.Equal(whole, Assert.Single(labelled.Files).Path);
        using Problem real = await (spec with { Loss = new SquaredErrorSpec() }).LoadAsync();
        Assert.False(real.Train.HasLabels);
        SettingException error = await Assert.ThrowsAsync<SettingException>(
            () => (spec with { Data = new DataFileSpec { Path = half } }).LoadAsync());
        Assert.StartsWith(
            "--loss cross-entropy reads class labels. half.npz: the target of example 1 is 0.5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatOurNetworksDoNotReadIsRefused()
    {
        using LiveTensors live = new();
        (string, byte[]) y = ("y", NumpyFiles.Longs("(2,)", 0, 1)), numbers = ("x0", NumpyFiles.Doubles("(2, 1)", 1, 2));
        string tokens = NumpyFiles.WriteNpz(_folder["tokens.npz"], ("x", NumpyFiles.Longs("(2, 2)", 1, 2, 3, 4)), y);
        string two = NumpyFiles.WriteNpz(_folder["two.npz"], numbers, ("x1", NumpyFiles.Longs("(2,)", 1, 2)), y);
        Assert.Contains("Say --inputs numbers", await Refusal(new() { Path = tokens }), StringComparison.Ordinal);
        Assert.Contains("reads one input, and two.npz has 2", await Refusal(new() { Path = two }), StringComparison.Ordinal);
        using Problem asked = await (_problem with { Data = new DataFileSpec { Path = tokens, Inputs = InputKind.Numbers } }).LoadAsync();
        Assert.Equal(float64, asked.Train.DType);

        async Task<string> Refusal(DataFileSpec data) =>
            (await Assert.ThrowsAsync<SettingException>(() => (_problem with { Data = data }).LoadAsync())).Message;
    }

    [Fact]
    public async Task ATrainingSaysNothingOfTestData()
    {
        using LiveTensors live = new();
        using Problem problem = await _problem.LoadAsync();
        var spec = new TrainSpec
        {
            Problem = _problem,
            Training = new TrainingOptions { Optimizer = new GradientDescentSpec { LearningRate = 0.2 }, StopGradientNorm = 0 },
            Phases = [new(7, 6)],
            TrainingPrecision = WorkingPrecision.Float64,
            RecordEvery = 2,
            KeepEvery = 2,
        };
        RunDirectory directory = RunDirectory.Open(_folder["train"], overwrite: false, TrainFiles.Names);
        using var study = new TrainStudy(problem, spec);
        using (var files = new TrainFiles(directory))
        {
            TrainResults results = study.Run(directory, files);
            Assert.All(results.Records, record => Assert.Null(record.Test));
            Assert.DoesNotContain(TrainSummary.Of(results).Rows, row => row[0].Contains("test", StringComparison.Ordinal));
        }

        string[] lines = Lines(directory.PathOf(RiskRecordTable.FileName));
        int loss = Array.IndexOf(lines[0].Split(','), "test_loss"), train = Array.IndexOf(lines[0].Split(','), "train_loss");
        Assert.All(lines[1..], line => Assert.Equal(("", true), (line.Split(',')[loss], line.Split(',')[train].Length > 0)));
    }

    [Fact]
    public async Task PathsAndPlanesAreOfTrainingDataAlone()
    {
        FinishedRun[] runs =
        [
            await _runs.StoreAsync("a", _problem, weights: 1), await _runs.StoreAsync("b", _problem, weights: 2),
            await _runs.StoreAsync("c", _problem, weights: 3),
        ];
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync(runs, CPU);
        Assert.Null(loaded.Test);
        PathResult line = PathStudy.Interpolate(loaded, new LineSpec { From = 0, To = 1, Points = 3 });
        PlaneResult plane = PlaneStudy.Through(loaded, new PlaneSpec { Resolution = 3 });
        using CurveResult curve = PathStudy.Connect(loaded, new CurveSpec { Steps = 3, Points = 3, BatchSize = 4 });
        Assert.Equal((null, null, null), (line.Test, plane.Test, curve.Curve.Test));
        Assert.All(plane.Points, point => Assert.Null(point.TestLoss));
        RunDirectory directory = RunDirectory.Open(
            _folder["files"], overwrite: false, [.. LineFiles.Names, .. PlaneFiles.Names, .. CurveFiles.Names]);
        LineFiles.Write(directory, line);
        PlaneFiles.Write(directory, plane);
        CurveFiles.Write(directory, curve, loaded);
        IEnumerable<SummaryTable> tables = [PathSummary.Of(line), .. PathSummary.Of(curve), .. PlaneSummary.Of(plane)];
        Assert.DoesNotContain(
            tables.SelectMany(t => t.Columns.Concat(t.Rows.Select(row => row[0]))),
            text => text.Contains("test", StringComparison.Ordinal));
        Assert.Contains(tables, table => table.Caption is not null);
    }

    // Tensors are counted by thread, and waiting for a file goes on with another one.
    private static string[] Lines(string path) => File.ReadAllLines(path);

    public void Dispose()
    {
        _runs.Dispose();
        _folder.Dispose();
    }
}
