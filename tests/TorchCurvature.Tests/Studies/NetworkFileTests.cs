using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.PyTorch.Scripts;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.PyTorch;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;
using Files = TorchCurvature.PyTorch.PyTorchFiles;

namespace TorchCurvature.Tests.Studies;

/// <summary>Networks with buffers in files, and in folders of runs, as points of one space.</summary>
public sealed class NetworkFileTests : IDisposable
{
    private static readonly ProblemSpec s_problem = new()
    {
        Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
        Model = new ModelFileSpec { Path = Assets.FileOf("normalized-a") },
    };

    private static readonly NetworkFile s_a = new(Assets.FileOf("normalized-a"));
    private static readonly NetworkFile s_b = new(Assets.FileOf("normalized-b"));

    private readonly StoredRuns _runs = new();

    public NetworkFileTests() => Files.Register();

    public void Dispose() => _runs.Dispose();

    /// <summary>
    /// Against parameters and buffers that are interpolated name by name in a network of its own; beyond the ends, buffers are those
    /// of the end.
    /// </summary>
    [Fact]
    public async Task ALineGoesThroughInterpolatedWeightsAndBuffers()
    {
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([s_a, s_b], CPU, Record(s_problem));
        PathResult line = PathStudy.Interpolate(loaded, new LineSpec { From = -0.5, To = 1.5, Points = 5 });
        foreach (PathPoint point in line.Train.Points)
        {
            Assert.Equal(LossByHand(loaded, point.Position, ModelMode.Evaluation), point.Risk.Loss, 1e-13);
        }

        Assert.StartsWith(
            "Each network has buffers of its own, such as 'norm.running_mean'.", Assert.Single(loaded.Remarks), StringComparison.Ordinal);
        Assert.True(Math.Abs(line.Train.Points[1].Risk.Loss - line.Train.Points[3].Risk.Loss) > 1e-3);
    }

    /// <summary>In training mode, statistics are those of all examples at each place, and what is stored does not matter.</summary>
    [Fact]
    public async Task InTrainingModeStatisticsAreComputedAnew()
    {
        var model = new ModelFileSpec { Path = Assets.FileOf("normalized-a"), Mode = ModelMode.Training };
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([s_a, s_b], CPU, Record(s_problem with { Model = model }));
        PathResult line = PathStudy.Interpolate(loaded, new LineSpec { From = 0, To = 1, Points = 3 });
        Assert.All(line.Train.Points, p => Assert.Equal(LossByHand(loaded, p.Position, ModelMode.Training), p.Risk.Loss, 1e-13));
        Assert.True(Math.Abs(LossByHand(loaded, 0.5, ModelMode.Evaluation) - line.Train.Points[1].Risk.Loss) > 1e-3);
        Assert.Empty(loaded.Remarks);
    }

    /// <summary>The folder says data and loss, wherever it stands among networks; a run of one's own network keeps its buffers.</summary>
    [Fact]
    public async Task AFolderAmongFilesSaysTheProblem()
    {
        FinishedRun run = Store("run", s_problem with { WeightDecay = 0.1 }, "normalized-b");
        using LoadedRuns mixed = await LoadedRuns.LoadAsync([s_a, run], CPU);
        using LoadedRuns files = await LoadedRuns.LoadAsync([s_a, s_b], CPU, Record(s_problem));
        Assert.Equal((0.1, 0.0), (mixed.Train.WeightDecay, files.Train.WeightDecay));
        Assert.All(files.Points.Zip(mixed.Points), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.Equal(LossesAtEnds(files), LossesAtEnds(mixed));
    }

    [Fact]
    public async Task AKnownNetworkTakesTheWeightsOfItsCheckpoints()
    {
        var wide = new NetworkFile(Assets.FileOf("normalized-wide"));
        using (LoadedRuns loaded = await LoadedRuns.LoadAsync([s_b], CPU, Record(s_problem)))
        {
            using ScriptedModel b = ScriptedModel.Load(s_b.Place);
            using Tensor expected = new ParameterLayout(b).ToVector();
            TensorAssert.SameBits(expected, loaded.Points[0]);
        }

        string message = (await Assert.ThrowsAnyAsync<Exception>(() => LoadedRuns.LoadAsync([s_a, wide], CPU, Record(s_problem)))).Message;
        Assert.StartsWith($"'{wide.Place}' is a checkpoint of another network: ", message, StringComparison.Ordinal);
        Assert.Contains("'first.weight' is [6, 4] for the network's [5, 4]", message, StringComparison.Ordinal);
        FinishedRun other = Store("wide", s_problem with { Model = new ModelFileSpec { Path = wide.Place } }, "normalized-wide");
        FinishedRun run = Store("run", s_problem, "normalized-b");
        Assert.Contains(
            "does not fit this model",
            (await Assert.ThrowsAsync<InvalidDataException>(() => LoadedRuns.LoadAsync([run, other], CPU))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Checkpoints without code are those of a network that is named.</summary>
    [Theory]
    [InlineData(".checkpoint.pt")]
    [InlineData(".safetensors")]
    public async Task ACheckpointWithoutCodeIsTheNetworkWithItsNumbers(string extension)
    {
        var checkpoint = new NetworkFile(Assets.FileOf("normalized-b", extension));
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([s_a, checkpoint], CPU, Record(s_problem));
        using LoadedRuns scripts = await LoadedRuns.LoadAsync([s_a, s_b], CPU, Record(s_problem));
        Assert.All(scripts.Points.Zip(loaded.Points), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.Equal(LossesAtEnds(scripts), LossesAtEnds(loaded));
    }

    /// <summary>A network that was looked at as it was given has no trained weights in its run's folder.</summary>
    [Fact]
    public async Task ARunOfAGivenNetworkIsThatNetwork()
    {
        var given = FinishedRun.Open(_runs.Store("given", StoredRuns.Manifest(s_problem, WorkingPrecision.Float32).ToJsonString()));
        using LoadedRuns mixed = await LoadedRuns.LoadAsync([given, s_b], CPU);
        using LoadedRuns files = await LoadedRuns.LoadAsync([s_a, s_b], CPU, Record(s_problem));
        Assert.All(files.Points.Zip(mixed.Points), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.Equal(LossesAtEnds(files), LossesAtEnds(mixed));
    }

    /// <summary>The file in which a run keeps its network is the run; a checkpoint from PyTorch fits a network of this library.</summary>
    [Fact]
    public async Task ANetworkOfThisLibraryAndACheckpointLieOnALine()
    {
        FinishedRun run = await _runs.StoreAsync("mlp", StoredRuns.Problem, weights: 1);
        FinishedRun other = await _runs.StoreAsync("other", StoredRuns.Problem, weights: 2);
        NetworkSource ofFile = NetworkSource.Open(run.ModelPath);
        Assert.Equal(Path.GetFullPath(run.Folder), Assert.IsType<FinishedRun>(ofFile).Folder);
        using LoadedRuns runs = await LoadedRuns.LoadAsync([ofFile, other], CPU);
        runs.Train.Layout.Assign(runs.Points[1]);
        File.WriteAllBytes(_runs["other.safetensors"], Safetensors(runs.Model));
        using LoadedRuns mixed = await LoadedRuns.LoadAsync([run, new NetworkFile(_runs["other.safetensors"])], CPU);
        Assert.All(runs.Points.Zip(mixed.Points), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.Equal(LossesAtEnds(runs), LossesAtEnds(mixed));
    }

    [Fact]
    public async Task FilesAloneSayNothingOfData()
    {
        Assert.Equal(
            $"'{s_a.Place}' is a file, which says nothing of data and loss. Say them, or name the folder of a run too.",
            (await Assert.ThrowsAsync<SettingException>(() => LoadedRuns.LoadAsync([s_a, s_b], CPU))).Message);
        Assert.StartsWith(
            "There is neither a file nor a folder 'none.pt'.",
            Assert.Throws<FinishedRunException>(() => NetworkSource.Open("none.pt")).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "'none' holds no run.json", Assert.Throws<FinishedRunException>(() => NetworkSource.Open("none")).Message,
            StringComparison.Ordinal);
        Assert.Equal(s_a, NetworkSource.Open(s_a.Place));
    }

    /// <summary>Every corner of a plane, and the place around which sharpness looks, has buffers of its own.</summary>
    [Fact]
    public async Task PlaneAndSharpnessStandAtTheNetworksThemselves()
    {
        FinishedRun third = Store("third", s_problem, "normalized-b", scale: 0.5);
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([s_b, s_a, third], CPU);
        double[] losses = [LossOf("normalized-b"), LossOf("normalized-a"), LossOf("normalized-b", scale: 0.5)];
        PlaneResult plane = PlaneStudy.Through(loaded, new PlaneSpec { Resolution = 2, Margin = 0 });
        Assert.Equal(losses, plane.Points.Select(p => Math.Round(p.TrainLoss, 14)), (e, a) => Math.Abs(e - a) < 1e-13);
        Assert.Equal(losses[0], plane.Train.Points[0].Risk.Loss, 1e-12);
        Assert.Equal(losses[0], KeskarStudy.Measure(loaded, new KeskarOptions { Steps = 1, Starts = 1 }).Loss, 1e-13);
        PlaneResult around = PlaneStudy.Around(loaded, new EigenvectorPlaneSpec { Resolution = 3, Eigenvectors = [1, 2] });
        Assert.Equal(losses[0], around.Train.Points[4].Risk.Loss, 1e-13);
    }

    /// <summary>Band and Bézier curve have the losses of both networks at their ends, and the middle has the mean of the buffers.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task ACurveTakesItsBuffersAlong(int? pivots)
    {
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([s_a, s_b], CPU, Record(s_problem));
        using CurveResult curve = PathStudy.Connect(loaded, new CurveSpec { Pivots = pivots, Steps = 5, Points = 3 });
        double[] expected = [LossOf("normalized-a"), LossOf("normalized-b")];
        Assert.Equal(expected[0], curve.Curve.Train.Points[0].Risk.Loss, 1e-13);
        Assert.Equal(expected[1], curve.Curve.Train.Points[2].Risk.Loss, 1e-13);
        Assert.NotEqual(curve.Line.Train.Points[1].Risk.Loss, curve.Curve.Train.Points[1].Risk.Loss);

        loaded.Save(curve.Middle, _runs["middle.dat"]);
        using ScriptedModel middle = ScriptedModel.Load(s_a.Place), a = ScriptedModel.Load(s_a.Place), b = ScriptedModel.Load(s_b.Place);
        ModelFile.Load(middle, _runs["middle.dat"]);
        using Tensor means = 0.5 * (a.buffers().First() + b.buffers().First());
        TensorAssert.Near(means, middle.buffers().First(), 1e-15);
    }

    // Eight bytes of length, a table in JSON, and the numbers one after the other.
    private static byte[] Safetensors(nn.Module model)
    {
        JsonObject table = [];
        List<byte> numbers = [];
        foreach ((string name, Tensor parameter) in model.named_parameters().Select(p => (p.name, p.parameter.detach())))
        {
            int start = numbers.Count;
            numbers.AddRange(MemoryMarshal.AsBytes<double>(parameter.data<double>().ToArray()));
            table[name] = new JsonObject
            {
                ["dtype"] = "F64",
                ["shape"] = new JsonArray([.. parameter.shape.Select(side => JsonValue.Create(side))]),
                ["data_offsets"] = new JsonArray(start, numbers.Count),
            };
        }

        byte[] header = Encoding.UTF8.GetBytes(table.ToJsonString());
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. numbers];
    }

    private static NetworkRecord Record(ProblemSpec problem) => new(problem, WorkingPrecision.Float64, WorkingPrecision.Float64);

    private static double[] LossesAtEnds(LoadedRuns loaded) =>
        [.. PathStudy.Interpolate(loaded, new LineSpec { From = 0, To = 1, Points = 2 }).Test!.Points.Select(p => p.Risk.Loss)];

    private static double LossOf(string name, double scale = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ScriptedModel model = Scaled(name, scale);
        using TrainTestSplit data = s_problem.Data.LoadAsync(s_problem.DataSeed).GetAwaiter().GetResult();
        using Dataset train = data.Train.To(ScalarType.Float64);
        using Batches batches = train.Batches();
        return new EmpiricalRisk(model, new CrossEntropy(), batches).Evaluate(withGradient: false).Loss;
    }

    private static ScriptedModel Scaled(string name, double scale)
    {
        using IDisposable noGradient = no_grad();
        ScriptedModel model = ScriptedModel.Load(Assets.FileOf(name));
        using Tensor factor = tensor(scale, ScalarType.Float64);
        foreach (Tensor parameter in model.parameters())
        {
            parameter.mul_(factor);
        }

        return model;
    }

    private static double LossByHand(LoadedRuns loaded, double t, ModelMode mode)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ScriptedModel a = ScriptedModel.Load(s_a.Place), b = ScriptedModel.Load(s_b.Place), mixed = ScriptedModel.Load(s_a.Place);
        double share = Math.Clamp(t, 0, 1);
        foreach (((string _, Tensor first), Tensor second, Tensor target) in
            a.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Zip(b.parameters(), mixed.parameters()))
        {
            target.copy_(((1 - t) * first) + (t * second));
        }

        foreach ((Tensor first, Tensor second, Tensor target) in a.buffers().Zip(b.buffers(), mixed.buffers()).Take(2))
        {
            target.copy_(((1 - share) * first) + (share * second));
        }

        using Batches batches = loaded.TrainData.Batches();
        return new EmpiricalRisk(mixed, new CrossEntropy(), batches, mode: mode).Evaluate(withGradient: false).Loss;
    }

    private FinishedRun Store(string name, ProblemSpec problem, string network, double scale = 1)
    {
        using ScriptedModel model = Scaled(network, scale);
        var run = FinishedRun.Open(_runs.Store(name, StoredRuns.Manifest(problem).ToJsonString()));
        ModelFile.Save(model, run.ModelPath);
        return run;
    }
}
