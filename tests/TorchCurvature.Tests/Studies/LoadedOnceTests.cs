using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.PyTorch;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>A file is read no more often than there are networks in memory at a time, and a checkpoint once to be looked at.</summary>
public sealed class LoadedOnceTests : IDisposable
{
    private static readonly string s_a = Assets.FileOf("normalized-a"), s_b = Assets.FileOf("normalized-b");

    private static readonly ProblemSpec s_problem = new()
    {
        Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
        Model = new ModelFileSpec { Path = s_a },
    };

    private readonly CountingReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [Theory]
    [InlineData(SpectrumMethod.Exact)]
    [InlineData(SpectrumMethod.Auto)]
    [InlineData(SpectrumMethod.Density)]
    public async Task AGivenNetworkIsLoadedOnce(SpectrumMethod method)
    {
        var spec = new SpectrumSpec
        {
            Problem = s_problem,
            Points = AnalysedPoints.Given,
            Method = method,
            Quadrature = new QuadratureOptions { WassersteinError = 0.5 },
        };
        using SpectrumOutcome outcome = await RunAsync(spec);
        Assert.Equal(1, outcome.Exact.Count + outcome.Products.Count);
        Assert.Equal(1, _reader.Networks);
    }

    /// <summary>The one that moves and the one that is looked at, at five places.</summary>
    [Fact]
    public async Task ANetworkThatIsTrainedIsLoadedTwice()
    {
        var spec = new SpectrumSpec
        {
            Problem = s_problem,
            Track = 3,
            Training = new TrainingOptions { MaxSteps = 8, StopGradientNorm = 0 },
        };
        using SpectrumOutcome outcome = await RunAsync(spec);
        Assert.Equal([0, 1, 3, 8], outcome.Track.Select(look => look.Step));
        Assert.Equal(2, _reader.Networks);

        // In the precision of the Hessian, which is not that of the training.
        Assert.All(outcome.Exact, point => Assert.Equal(ScalarType.Float64, point.Spectrum.DType));
        using SpectrumOutcome given = await RunAsync(spec with { Points = AnalysedPoints.Given, Track = null });
        double bound = 10 * given.Exact[0].Spectrum.NoiseFloor;
        Assert.All(
            given.Exact[0].Spectrum.Eigenvalues.Zip(outcome.Exact[0].Spectrum.Eigenvalues),
            pair => Assert.Equal(pair.First, pair.Second, bound));
    }

    [Fact]
    public async Task ManyCheckpointsOfANetworkAreReadIntoOne()
    {
        NetworkFile[] files = [new(s_a), new(s_b), new(Assets.FileOf("normalized-b", ".safetensors")), new(s_b)];
        using LoadedRuns runs =
            await LoadedRuns.LoadAsync(files, CPU, new NetworkRecord(s_problem, WorkingPrecision.Float64, WorkingPrecision.Float64));
        Assert.Equal(2, _reader.Networks);
        Assert.Equal(files.Skip(1).Select(file => file.Place), _reader.Checkpoints);
        Assert.Equal(files.Select(file => file.Place).Distinct(), runs.Files.Select(file => file.Path));
    }

    /// <summary>What a problem was made from, each once.</summary>
    [Fact]
    public async Task AProblemSaysItsFiles()
    {
        ProblemSpec spec = s_problem with { Model = new ModelFileSpec { Path = s_a, Weights = s_b } };
        using Problem problem = await spec.LoadAsync();
        Assert.Equal([s_a, s_b], problem.Files.Select(file => file.Path));
        Assert.Equal(new FileInfo(s_b).Length, problem.Files[1].Length);
        using Problem same = await (s_problem with { Model = new ModelFileSpec { Path = s_a, Weights = s_a } }).LoadAsync();
        Assert.Equal([s_a], same.Files.Select(file => file.Path));
    }

    /// <summary>Once for their order, which the steps in them say, and once to be looked at.</summary>
    [Fact]
    public async Task TheCheckpointsOfATrackAreReadTwiceAndASingleOneOnce()
    {
        using Problem problem = await s_problem.LoadAsync();
        foreach (string[] checkpoints in (string[][])[[s_a, s_b], [s_b]])
        {
            _reader.Checkpoints.Clear();
            var spec = new CheckpointTrackSpec { Problem = s_problem, Checkpoints = checkpoints, Top = 1, Trace = false };
            using var study = new CheckpointTrackStudy(problem, spec);
            Assert.Equal(checkpoints, study.Run().Points.Select(point => point.Path));
            Assert.All(checkpoints, path => Assert.InRange(_reader.Checkpoints.Count(p => p == path), 1, checkpoints.Length));
        }

        Assert.Equal(2, _reader.Networks);
    }

    private static async Task<SpectrumOutcome> RunAsync(SpectrumSpec spec)
    {
        using Problem problem = await spec.Problem.LoadAsync();
        var outcome = new SpectrumOutcome(spec);
        new SpectrumStudy(problem, outcome, new HeardSpectra(), CPU).Run(directory: null, [], resume: false, CancellationToken.None);
        return outcome;
    }
}
