using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The trained networks of finished runs as points of one space, with the data, the loss and the precision of the first run.
/// </summary>
/// <remarks>Studies put the parameters of one point after another into <see cref="Model"/>. Owns everything that it shows.</remarks>
public sealed class LoadedRuns : IDisposable
{
    // Graphs that are differentiated twice take far more memory than those of a loss.
    private const long CurvatureBatch = 256;

    private readonly Problem _problem;
    private readonly Dataset? _test;
    private readonly Batches _trainBatches;
    private readonly Batches? _testBatches;
    private readonly Batches _curvatureBatches;

    private LoadedRuns(Problem problem, IReadOnlyList<FinishedRun> runs, Device device)
    {
        _problem = problem;
        WorkingPrecision precision = runs[0].Network.Precision;
        Points = LoadAll(problem, runs, precision, device);
        Model = problem.CreateModel(precision, device);
        TrainData = problem.Train.To(precision.ScalarType, device);
        _test = problem.Test?.To(precision.ScalarType, device);

        // As where an exact spectrum is computed, so that an end of a line has the loss that its run's manifest says, to the last bit.
        _trainBatches = problem.Cut(TrainData);
        _testBatches = _test is null ? null : problem.Cut(_test);
        _curvatureBatches = problem.CutForProducts(TrainData, CurvatureBatch);
        Train = problem.TrainingRisk(Model, _trainBatches);
        Test = _testBatches is null ? null : problem.TestRisk(Model, _testBatches);
        Remarks = [.. runs.Skip(1).SelectMany(runs[0].RemarksOn)];
    }

    /// <summary>w [P] of each run, in the order of the runs.</summary>
    public IReadOnlyList<Tensor> Points { get; }

    /// <summary>What is to be known of runs that were trained on other examples, or with another weight decay, than the first.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>The network, whose parameters are those that were last put there.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The training examples in the network's precision.</summary>
    public Dataset TrainData { get; }

    /// <summary>The training loss, with the first run's weight decay.</summary>
    public EmpiricalRisk Train { get; }

    /// <summary>The test loss; null where there are no test data.</summary>
    public EmpiricalRisk? Test { get; }

    /// <summary>Reads networks and data.</summary>
    /// <param name="runs">The runs; at least one, and comparable with the first.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="dataDirectory">Where the files of a data set of images are now; null for where the first run found them.</param>
    /// <param name="progress">Told of downloads; null for nobody.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="FinishedRunException">A run cannot be compared with the first.</exception>
    /// <exception cref="FileNotFoundException">The file of a run's parameters is gone.</exception>
    /// <exception cref="InvalidDataException">Such a file is damaged, or of another network.</exception>
    /// <exception cref="DatasetUnavailableException">Files of the data set are missing and cannot be had.</exception>
    public static async Task<LoadedRuns> LoadAsync(
        IReadOnlyList<FinishedRun> runs, Device device, string? dataDirectory = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        foreach (FinishedRun run in runs.Skip(1))
        {
            runs[0].RequireComparable(run);
        }

        ProblemSpec spec = runs[0].Network.Problem;
        if (dataDirectory is not null && spec.Data is ImagesSpec images)
        {
            spec = spec with { Data = images with { DataDirectory = dataDirectory } };
        }

        Problem problem = await spec.LoadAsync(progress, cancellation).ConfigureAwait(false);
        try
        {
            return new LoadedRuns(problem, runs, device);
        }
        catch
        {
            problem.Dispose();
            throw;
        }
    }

    /// <summary>The Hessian of the training loss at the model's present parameters; the caller owns it.</summary>
    /// <param name="search">The search it is for.</param>
    /// <exception cref="InsufficientMemoryException">Products or the search's basis do not fit.</exception>
    public HessianOperator Hessian(LanczosOptions search)
    {
        ArgumentNullException.ThrowIfNull(search);
        EmpiricalRisk risk = _problem.TrainingRisk(Model, _curvatureBatches);
        var memory = new ProductMemory(risk);
        double basis = LanczosEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, search);
        double needed = basis + memory.VectorBytes(search.BlockSize) + memory.PassBytes;
        MachineMemory.Require(
            needed, $"Eigenvectors of the Hessian of P = {risk.Dimension:N0} parameters, {search.Top} + {search.Bottom} of them,",
            "Ask for eigenvectors nearer to the ends of the spectrum.");
        return new HessianOperator(risk, memory.GraphsThatFit((MachineMemory.AvailableBytes - needed) / 2));
    }

    /// <summary>Writes a network of this space as the file of a run's model.</summary>
    /// <param name="point">w [P].</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(Tensor point, string path)
    {
        Train.Layout.Assign(point);
        ModelFile.Save(Model, path);
    }

    /// <summary>Releases networks and data.</summary>
    public void Dispose()
    {
        foreach (IDisposable? owned in (IEnumerable<IDisposable?>)
            [.. Points, Model, _trainBatches, _testBatches, _curvatureBatches, TrainData, _test, _problem])
        {
            owned?.Dispose();
        }
    }

    /// <summary>Refuses a study of more networks than were loaded.</summary>
    internal void Require(int count)
    {
        if (Points.Count < count)
        {
            throw new SettingException($"This looks at {count} networks, and {Points.Count} {(Points.Count == 1 ? "is" : "are")} loaded.");
        }
    }

    private static List<Tensor> LoadAll(Problem problem, IReadOnlyList<FinishedRun> runs, WorkingPrecision precision, Device device)
    {
        List<Tensor> points = [];
        try
        {
            foreach (FinishedRun run in runs)
            {
                points.Add(Load(problem, run, precision, device));
            }

            return points;
        }
        catch
        {
            points.ForEach(point => point.Dispose());
            throw;
        }
    }

    // A file is read in the precision that it was written in.
    private static Tensor Load(Problem problem, FinishedRun run, WorkingPrecision precision, Device device)
    {
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(run.Network.TrainingPrecision, CPU);
        ModelFile.Load(model, run.ModelPath);
        using Tensor point = new ParameterLayout(model).ToVector();
        using Tensor rounded = point.to(precision.ScalarType, copy: true);
        return rounded.to(device, copy: true);
    }
}
