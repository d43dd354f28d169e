using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// The folder <c>state</c> of a run: all that a killed one needs to go on to the same bits. Written as the run goes, each file
/// whole or not at all, and removed at its end.
/// </summary>
internal sealed class SpectrumState
{
    /// <summary>The file by which an interrupted run is known.</summary>
    public const string OptionsFile = Folder + "/options.json";

    private const string Folder = "state";
    private const string Training = "training.json";
    private const string Model = "model.dat";
    private const string Looks = "looks.json";
    private static readonly Seal s_seal = new("run state", 1);
    private static readonly JsonSerializerOptions s_strict = new(RunManifest.Format)
    {
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    // A save may take so much of the time between two.
    private const double LargestShare = 0.03;

    private readonly RunDirectory _directory;
    private readonly Action<string>? _say;
    private long _lastSave;
    private TimeSpan _interval;

    private SpectrumState(RunDirectory directory, Chosen chosen, Action<string>? say) =>
        (_directory, Method, ProbesSideBySide, _say) = (directory, chosen.Method, chosen.BlockSize, say);

    /// <summary>The method of the run.</summary>
    public SpectrumMethod Method { get; }

    /// <summary>Probes of its density that are multiplied at a time, on which the bits depend.</summary>
    public int ProbesSideBySide { get; }

    /// <summary>Begins the state of a new run.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="options">What it was asked for, as its manifest says it.</param>
    /// <param name="method">Its method.</param>
    /// <param name="probesSideBySide">What was chosen for its density.</param>
    public static SpectrumState Begin(RunDirectory directory, JsonObject options, SpectrumMethod method, int probesSideBySide)
    {
        var chosen = new Chosen(options, method, probesSideBySide);
        var state = new SpectrumState(directory, chosen, say: null);
        state.Remove();
        state.WriteJson(Path.GetFileName(OptionsFile), chosen);
        return state;
    }

    /// <summary>Finds the state of an interrupted run of the same options.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="options">What is asked for now.</param>
    /// <param name="say">Told of what was damaged, and is computed anew.</param>
    /// <exception cref="SettingException">There is none, or one of other options.</exception>
    public static SpectrumState Continue(RunDirectory directory, JsonObject options, Action<string>? say = null)
    {
        Chosen former = ReadChosen(directory);
        string[] different = [.. InterruptedOptions.Different(former.Options, options).Select(name => "--" + name)];
        if (different.Length > 0)
        {
            throw new SettingException(
                $"--resume: the interrupted run had other values of {string.Join(", ", different)}. "
                    + "Give the same options, or begin anew without --resume.");
        }

        var state = new SpectrumState(directory, former, say);
        state.WriteJson(Path.GetFileName(OptionsFile), former); // the first file of a run removes those of the one before
        return state;
    }

    /// <summary>The method of the interrupted run that a folder holds, which must not be chosen anew.</summary>
    /// <exception cref="SettingException">It holds none.</exception>
    public static SpectrumMethod FormerMethod(RunDirectory directory) => ReadChosen(directory).Method;

    /// <summary>The search for eigenpairs at a point as it was saved last, or null.</summary>
    public LanczosEigensolver? FindSearch(string point, SymmetricOperator matrix) =>
        Find(Search(point), path => LanczosEigensolver.Resume(path, matrix));

    /// <summary>Saves a search, where the last time is long enough ago or it is finished.</summary>
    public void Save(string point, LanczosEigensolver search)
    {
        if (search.IsFinished || Stopwatch.GetElapsedTime(_lastSave) > _interval)
        {
            long start = Stopwatch.GetTimestamp();
            Keep(Search(point), () => search.Save(PathOf(Search(point))));
            _lastSave = Stopwatch.GetTimestamp();
            _interval = Stopwatch.GetElapsedTime(start, _lastSave) / LargestShare;
        }
    }

    /// <summary>The density at a point with the probes that were finished, or null.</summary>
    public SpectralDensity? FindDensity(string point) => Find(Density(point), ReadJson<SpectralDensity>);

    /// <summary>Saves a density.</summary>
    public void Save(string point, SpectralDensity density) => Keep(Density(point), () => WriteJson(Density(point), density));

    /// <summary>What was kept of the matrix at a point, or null.</summary>
    public KeptMatrix? FindMatrix(string point) => Find(Matrix(point), ReadJson<KeptMatrix>);

    /// <summary>Saves what is known of a matrix, in the place of the matrix.</summary>
    public void Save(string point, CurvatureMatrix kind, KeptMatrix kept)
    {
        Keep(Matrix(point), () => WriteJson(Matrix(point), kept));
        _directory.Delete(Path.Combine(Folder, Whole(point, kind)));
    }

    /// <summary>A whole matrix at a point, or null.</summary>
    public ComputedMatrix? FindWhole(string point, CurvatureMatrix kind, EmpiricalRisk risk, FirstLayerRotation? rotation) =>
        Find(Whole(point, kind), path => MatrixFile.Read(path, kind, risk, rotation));

    /// <summary>Saves a whole matrix.</summary>
    public void SaveWhole(string point, ComputedMatrix computed)
    {
        string name = Whole(point, computed.Matrix.Kind);
        Keep(name, () => _directory.Write(Path.Combine(Folder, name), file => MatrixFile.Write(file, computed)));
    }

    /// <summary>The looks at the Hessian during the training, or null.</summary>
    public IReadOnlyList<TrackedSpectrum>? FindLooks() =>
        Find(Looks, ReadJson<KeptLooks>) is { } kept ? [.. kept.Looks.Select(look => look.ToLook())] : null;

    /// <summary>The training as it ended, with its parameters put into the model; null where it did not.</summary>
    public TrainingResult? FindTraining(nn.Module model) => Find(Training, path =>
    {
        TrainingResult training = ReadJson<TrainingResult>(path);
        LoadWhole(model, PathOf(Model));
        return training;
    });

    /// <summary>Saves the end of the training, and the looks during it.</summary>
    public void Save(nn.Module model, TrainingResult training, IReadOnlyList<TrackedSpectrum> looks)
    {
        Keep(Looks, () => WriteJson(Looks, new KeptLooks([.. looks.Select(KeptLook.Of)])));
        Keep(Model, () => ModelFile.Save(model, PathOf(Model)));
        Keep(Training, () => WriteJson(Training, training));
    }

    /// <summary>Removes it all.</summary>
    public void Remove() => _directory.DeleteFolder(Folder);

    // Where there is no room for it the run goes on: it can still be finished.
    private void Keep(string name, Action write) => _directory.TryWrite(Path.Combine(Folder, name), write);

    private static Chosen ReadChosen(RunDirectory directory)
    {
        string path = directory.PathOf(OptionsFile);
        if (!File.Exists(path))
        {
            throw InterruptedOptions.NoRun(directory);
        }

        try
        {
            return ReadJson<Chosen>(path) is { Options: not null } chosen
                ? chosen
                : throw new InvalidDataException($"'{path}' is damaged: it says no options");
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            throw new SettingException(
                $"{PlainMessage.SentenceOf(e)} Nobody can say what the interrupted run was: begin anew with --force.", e);
        }
    }

    private static T ReadJson<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(s_seal.ReadText(path), s_strict)
                ?? throw new InvalidDataException("it is null");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or ArgumentException or NotSupportedException
            or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is damaged: {PlainMessage.Of(e).TrimEnd('.')}.", e);
        }
    }

    // What is damaged is as good as not there: it is computed anew, to the same bits.
    private T? Find<T>(string name, Func<string, T> read)
        where T : class
    {
        string path = PathOf(name);
        try
        {
            return File.Exists(path) ? read(path) : null;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            _say?.Invoke($"{PlainMessage.SentenceOf(e)} It is computed anew.");
            return null;
        }
    }

    // A damaged file leaves the model as it was, because it is trained from there.
    private static void LoadWhole(nn.Module model, string path)
    {
        using var before = new MemoryStream();
        ModelFile.Save(model, before);
        try
        {
            ModelFile.Load(model, path);
        }
        catch (InvalidDataException)
        {
            before.Position = 0;
            ModelFile.Load(model, before);
            throw;
        }
    }

    private static string Matrix(string point) => $"matrix-{point}.json";

    private static string Whole(string point, CurvatureMatrix kind) => $"matrix-{point}-{kind.Word}.dat";

    private static string Search(string point) => $"lanczos-{point}.state";

    private static string Density(string point) => $"density-{point}.json";

    private string PathOf(string name) => _directory.PathOf(Path.Combine(Folder, name));

    private void WriteJson<T>(string name, T value) =>
        _directory.WriteText(Path.Combine(Folder, name), s_seal.Into(JsonSerializer.Serialize(value, RunManifest.Format)));

    private sealed record KeptLooks(IReadOnlyList<KeptLook> Looks);

    private sealed record Chosen(JsonObject Options, SpectrumMethod Method, int BlockSize);
}
