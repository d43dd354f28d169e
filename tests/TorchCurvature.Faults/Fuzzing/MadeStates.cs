using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>What the library keeps to go on from, and the objects that it is read into again.</summary>
internal sealed class MadeStates : IDisposable
{
    private const string Model = "model.dat";
    private const string Training = "training.state";
    private const string Search = "lanczos.state";
    private const string Point = "initial";

    private static readonly TrainSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = 3, Dimension = 4, Samples = 30 },
            Model = new MlpSpec { Hidden = [3], Activation = Activation.Tanh },
        },
        Training = new TrainingOptions { StopGradientNorm = 0, Optimizer = new AdamSpec() },
        Phases = [new(null, 6)],
        RecordEvery = 2,
        FollowEvery = 2,
        FollowTop = 2,
        KeepEvery = 2,
    };

    private static readonly JsonObject s_options = new() { ["top"] = 2, ["seed"] = 1 };

    private readonly string _folder;
    private readonly Problem _problem;
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly DenseOperator _matrix;
    private readonly Dataset _train;
    private readonly Batches _batches;
    private readonly EmpiricalRisk _risk;
    private readonly TrainingResult _result;

    /// <summary>Makes them in a folder.</summary>
    public MadeStates(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _problem = s_spec.Problem.LoadAsync().GetAwaiter().GetResult();
        _model = _problem.CreateModel(s_spec.TrainingPrecision, CPU);
        using var generator = new Generator(1);
        using Tensor half = randn([40, 40], ScalarType.Float64, generator: generator);
        _matrix = new DenseOperator(half + half.t());
        _train = _problem.Train.To(s_spec.TrainingPrecision.ScalarType, CPU);
        _batches = _problem.Cut(_train);
        _risk = _problem.TrainingRisk(_model, _batches);
        TrainingOptions few = s_spec.Training with { MaxSteps = 3 };
        _result = new Trainer(_model, s_spec.Problem.Loss.Create(), _train, few).Run();
        ModelFile.Save(_model, PathOf(Model));
        var remembered = new OptimizerState(few.MaxSteps, [[1, 2, 3, 4], [5, 6, 7, 8]]);
        new TrainingState(few.MaxSteps, _result.History, remembered).Save(_model, PathOf(Training), writer => writer.Write("more"));
    }

    public IReadOnlyList<FuzzExample> Models => Both(FuzzExample.Of(PathOf(Model)));

    public IReadOnlyList<FuzzExample> TrainingStates => Both(FuzzExample.Of(PathOf(Training)));

    public IReadOnlyList<FuzzExample> Checkpoints => Both(FuzzExample.OfFolder(Interrupted()));

    public IReadOnlyList<FuzzExample> Searches => Both(FuzzExample.Of(Saved(PathOf(Search))));

    public IReadOnlyList<FuzzExample> States => Both(FuzzExample.OfFolder(SpectrumState()));

    public IReadOnlyList<FuzzExample> Cells => Both(FuzzExample.OfFolder(KeptCell()));

    public void ReadModel(string path) => ModelFile.Load(_model, path);

    public void ReadTrainingState(string path) => TrainingState.Load(_model, path, reader => reader.ReadString());

    public void ReadCheckpoint(string path)
    {
        using var study = new TrainStudy(_problem, s_spec);
        study.GoOn(RunDirectory.Open(path, overwrite: false));
    }

    public void ReadSearch(string path) => LanczosEigensolver.Resume(path, _matrix).Dispose();

    /// <summary>All that a run goes on from.</summary>
    public void ReadState(string path)
    {
        RunDirectory directory = RunDirectory.Open(path, overwrite: false);
        SpectrumState state = Studies.Runs.SpectrumState.Continue(directory, s_options);
        state.FindTraining(_model);
        state.FindDensity(Point);
        state.FindSearch(Point, _matrix)?.Dispose();
        state.FindWhole(Point, CurvatureMatrices.Hessian, _risk, rotation: null)?.Dispose();
    }

    public void Dispose()
    {
        _batches.Dispose();
        _train.Dispose();
        _matrix.Dispose();
        _model.Dispose();
        _problem.Dispose();
    }

    // A checksum keeps damage from what reads behind it; files from before there were checksums have none.
    private static IReadOnlyList<FuzzExample> Both(FuzzExample sealedOne) => [sealedOne, sealedOne.Unsealed()];

    private string Interrupted()
    {
        string folder = PathOf("train");
        using var source = new CancellationTokenSource();
        using var study = new TrainStudy(_problem, s_spec);
        try
        {
            var observer = new CancelAtRecord(s_spec.RecordEvery, source);
            study.Run(RunDirectory.Open(folder, overwrite: false), observer, cancellation: source.Token);
        }
        catch (OperationCanceledException)
        {
            return folder;
        }

        throw new InvalidOperationException("The training was to be interrupted.");
    }

    private string SpectrumState()
    {
        string folder = PathOf("spectrum");
        RunDirectory directory = RunDirectory.Open(folder, overwrite: false);
        var state = Studies.Runs.SpectrumState.Begin(directory, s_options, SpectrumMethod.Density, probesSideBySide: 1);
        state.Save(_model, _result, []);
        state.Save(Point, StochasticLanczosQuadrature.Compute(_matrix, new QuadratureOptions { Probes = 2, Steps = 5 }));
        Saved(directory.PathOf($"state/lanczos-{Point}.state"));
        using var whole = new ComputedMatrix(ExactHessian.Compute(_risk), Seconds: 1);
        state.SaveWhole(Point, whole);
        return folder;
    }

    private string Saved(string path)
    {
        using var search = new LanczosEigensolver(_matrix, new LanczosOptions { Top = 2, Bottom = 2, MaxProducts = 40 });
        for (int step = 0; step < 4 && !search.IsFinished; step++)
        {
            search.Advance();
        }

        search.Save(path);
        return path;
    }

    private string KeptCell()
    {
        string folder = PathOf("cells");
        var cell = new DamagedCell();
        DamagedCell.Content content = cell.Compute(_ => { }, CancellationToken.None);
        new CellStore(folder).Keep(cell, new StoredCell<DamagedCell.Content>(cell.Settings, 1.5, content));
        return folder;
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
