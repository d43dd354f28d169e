using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Sharing;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// Trained networks as points of one space, with the data, the loss and the precision of the first run among them, or those that are given
/// where all of them are files.
/// </summary>
/// <remarks>
/// Studies put the parameters and buffers of one point after another into <see cref="Model"/>; between networks, buffers are mixed as
/// <see cref="ModelBuffers"/> says. Owns everything that it shows.
/// </remarks>
public sealed class LoadedRuns : IDisposable
{
    // Graphs that are differentiated twice take far more memory than those of a loss.
    private const long CurvatureBatch = 256;

    private readonly Problem _problem;
    private readonly List<Tensor> _points = [];
    private readonly List<ModelBuffers> _buffers = [];
    private readonly Dataset? _test;
    private readonly Batches _trainBatches;
    private readonly Batches? _testBatches;
    private readonly Batches _curvatureBatches;

    private LoadedRuns(Problem problem, IReadOnlyList<NetworkSource> sources, WorkingPrecision precision, Device device)
    {
        _problem = problem;
        Model = problem.CreateModel(precision, device);
        try
        {
            ReadNetworks(sources, precision);
        }
        catch
        {
            DisposeOfNetworks();
            throw;
        }

        TrainData = problem.Train.To(precision.ScalarType, device);
        _test = problem.Test?.To(precision.ScalarType, device);

        // As where an exact spectrum is computed, so that an end of a line has the loss that its run's manifest says, to the last bit.
        _trainBatches = problem.Cut(TrainData);
        _testBatches = _test is null ? null : problem.Cut(_test);
        _curvatureBatches = problem.CutForProducts(TrainData, CurvatureBatch);
        Train = problem.TrainingRisk(Model, _trainBatches);
        Test = _testBatches is null ? null : problem.TestRisk(Model, _testBatches);
        FinishedRun[] runs = [.. sources.OfType<FinishedRun>()];
        IEnumerable<string> onRuns = runs is [var first, .. var others] ? others.SelectMany(first.RemarksOn) : [];
        Remarks = [.. onRuns, .. RemarkOnBuffers()];
        IEnumerable<FileFingerprint> weights = sources.Select(s => s.WeightsPath).Distinct().Select(FileFingerprint.Of);
        Files = [.. weights.Concat(problem.Files).DistinctBy(file => file.Path)];
    }

    /// <summary>Data, network and loss.</summary>
    internal ProblemSpec Spec => _problem.Spec;

    /// <summary>The processes that compute its sums over data together; null for this one alone.</summary>
    internal SharedProblem? Processes => _problem.Processes;

    /// <summary>Network, data and loss in a line, as figures have it.</summary>
    public string Title => _problem.Spec.Title;

    /// <summary>w [P] of each network, in their order.</summary>
    public IReadOnlyList<Tensor> Points => _points;

    /// <summary>The files that were read: those of the networks, and the user's own of data, network and loss.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; }

    /// <summary>
    /// What is to be known of runs that were trained on other examples, or with another weight decay, than the first, and of buffers.
    /// </summary>
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
    /// <param name="sources">The networks; at least one. Runs are comparable with the first run.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="ofFiles">Network, data, loss and precision where all sources are files; null where one of them is a run, which
    /// says it.</param>
    /// <param name="dataDirectory">Where the files of a data set of images are now; null for where the first run found them.</param>
    /// <param name="progress">Told of downloads; null for nobody.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="SettingException">Nothing says what data the networks of files are looked at with, or data and network do not
    /// fit.</exception>
    /// <exception cref="FinishedRunException">A run cannot be compared with the first.</exception>
    /// <exception cref="IOException">A file cannot be read, or holds the weights of another network.</exception>
    /// <exception cref="FileNotFoundException">The file of a run's parameters is gone.</exception>
    /// <exception cref="InvalidDataException">Such a file is damaged, or of another network.</exception>
    /// <exception cref="DatasetUnavailableException">Files of the data set are missing and cannot be had.</exception>
    public static async Task<LoadedRuns> LoadAsync(
        IReadOnlyList<NetworkSource> sources, Device device, NetworkRecord? ofFiles = null, string? dataDirectory = null,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count);
        FinishedRun[] runs = [.. sources.OfType<FinishedRun>()];
        foreach (FinishedRun run in runs.Skip(1))
        {
            runs[0].RequireComparable(run);
        }

        NetworkRecord network = (runs is [var first, ..] ? first.Network : ofFiles)
            ?? throw new SettingException(
                $"'{sources[0].Place}' is a file, which says nothing of data and loss. Say them, or name the folder of a run too.");
        ProblemSpec spec = network.Problem;
        if (dataDirectory is not null && spec.Data is ImagesSpec images)
        {
            spec = spec with { Data = images with { DataDirectory = dataDirectory } };
        }

        Problem problem = await spec.LoadAsync(progress, cancellation).ConfigureAwait(false);
        try
        {
            return new LoadedRuns(problem, sources, network.Precision, device);
        }
        catch
        {
            problem.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that a search with the Hessian takes: its basis, and passes over the data.</summary>
    /// <param name="search">The search.</param>
    internal double BytesOf(LanczosOptions search)
    {
        EmpiricalRisk risk = RiskForProducts;
        var memory = new ProductMemory(risk);
        double basis = LanczosEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, search);
        return basis + memory.VectorBytes(search.BlockSize) + memory.PassBytes;
    }

    /// <summary>The Hessian of the training loss at the model's present parameters; the caller owns it.</summary>
    /// <param name="search">The search it is for.</param>
    /// <exception cref="InsufficientMemoryException">Products or the search's basis do not fit.</exception>
    public SymmetricOperator Hessian(LanczosOptions search)
    {
        ArgumentNullException.ThrowIfNull(search);
        EmpiricalRisk risk = RiskForProducts;
        var memory = new ProductMemory(risk);
        double needed = BytesOf(search);
        MachineMemory.Require(
            needed, $"Eigenvectors of the Hessian of P = {risk.Dimension:N0} parameters, {search.Top} + {search.Bottom} of them,",
            "Ask for eigenvectors nearer to the ends of the spectrum.");
        return CurvatureMatrices.Hessian.Operator(risk, memory.GraphsThatFit((MachineMemory.AvailableBytes - needed) / 2));
    }

    /// <summary>Writes a network of this space as the file of a run's model. Its buffers are the means of all networks'.</summary>
    /// <param name="point">w [P].</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(Tensor point, string path) => WholeFile.Write(path, file => Save(point, file));

    /// <summary>Writes it into an open file.</summary>
    internal void Save(Tensor point, Stream file)
    {
        Train.Layout.Assign(point);
        ModelBuffers.Put(Model, _buffers, [.. _buffers.Select(_ => 1.0)]);
        ModelFile.Save(Model, file);
    }

    /// <summary>Releases networks and data.</summary>
    public void Dispose()
    {
        DisposeOfNetworks();
        foreach (IDisposable? owned in (IEnumerable<IDisposable?>)
            [_trainBatches, _testBatches, _curvatureBatches, TrainData, _test, _problem])
        {
            owned?.Dispose();
        }
    }

    /// <summary>Gives the model the parameters and the buffers of a network.</summary>
    /// <param name="index">The network's place in their order.</param>
    internal void GoTo(int index)
    {
        Train.Layout.Assign(_points[index]);
        ModelBuffers.Put(Model, [_buffers[index]], 1);
    }

    /// <summary>The training risk over batches that are differentiated twice.</summary>
    internal EmpiricalRisk RiskForProducts => _problem.TrainingRisk(Model, _curvatureBatches);

    /// <summary>The buffers of the first networks.</summary>
    internal IReadOnlyList<ModelBuffers> BuffersOf(int count) => [.. _buffers.Take(count)];

    /// <summary>Refuses a study of more networks than were loaded.</summary>
    internal void Require(int count)
    {
        if (Points.Count < count)
        {
            throw new SettingException($"This looks at {count} networks, and {Points.Count} {(Points.Count == 1 ? "is" : "are")} loaded.");
        }
    }

    // A file is read in the precision that it was written in.
    private void ReadNetworks(IReadOnlyList<NetworkSource> sources, WorkingPrecision precision)
    {
        using var readers = new NetworkReaders(_problem);
        foreach (NetworkSource source in sources)
        {
            nn.Module<Tensor, Tensor> model = source.IsNetworkOf(_problem.Spec) ? Model : readers.Read(source, precision);
            Device device = Model.parameters().First().device;
            using Tensor point = new ParameterLayout(model).ToVector();
            using Tensor rounded = point.to(precision.ScalarType, copy: true);
            _points.Add(rounded.to(device, copy: true));
            _buffers.Add(ModelBuffers.Of(model, device));
        }
    }

    private IEnumerable<string> RemarkOnBuffers()
    {
        bool haveOwn = Train.Mode == ModelMode.Evaluation && _buffers.Skip(1).Any(_buffers[0].DifferFrom);
        if (haveOwn)
        {
            string name = Model.named_buffers().First(b => b.buffer.is_floating_point()).name;
            yield return $"Each network has buffers of its own, such as '{name}'. Between networks they are interpolated as the "
                + "parameters are; beyond them they stay those of the nearest ones.";
        }
    }

    private void DisposeOfNetworks()
    {
        foreach (IDisposable owned in (IEnumerable<IDisposable>)[.. _points, .. _buffers, Model])
        {
            owned.Dispose();
        }
    }
}
