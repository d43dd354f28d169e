using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// The folder <c>state</c> of a run by products: all that a killed one needs to go on to the same bits. Written as the run goes, each file
/// whole or not at all, and removed at its end.
/// </summary>
internal sealed class SpectrumState
{
    /// <summary>The file by which an interrupted run is known.</summary>
    public const string OptionsFile = Folder + "/options.json";

    private const string Folder = "state";

    // A save may take so much of the time between two.
    private const double LargestShare = 0.03;

    private readonly RunDirectory _directory;
    private long _lastSave;
    private TimeSpan _interval;

    private SpectrumState(RunDirectory directory, Chosen chosen) =>
        (_directory, Method, ProbesSideBySide) = (directory, chosen.Method, chosen.BlockSize);

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
        var state = new SpectrumState(directory, chosen);
        state.Remove();
        state.WriteJson(Path.GetFileName(OptionsFile), chosen);
        return state;
    }

    /// <summary>Finds the state of an interrupted run of the same options.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="options">What is asked for now.</param>
    /// <exception cref="SettingException">There is none, or one of other options.</exception>
    public static SpectrumState Continue(RunDirectory directory, JsonObject options)
    {
        Chosen former = ReadChosen(directory);
        string[] different = [.. InterruptedOptions.Different(former.Options, options).Select(name => "--" + name)];
        if (different.Length > 0)
        {
            throw new SettingException(
                $"--resume: the interrupted run had other values of {string.Join(", ", different)}. "
                    + "Give the same options, or begin anew without --resume.");
        }

        var state = new SpectrumState(directory, former);
        state.WriteJson(Path.GetFileName(OptionsFile), former); // the first file of a run removes those of the one before
        return state;
    }

    /// <summary>The method of the interrupted run that a folder holds, which must not be chosen anew.</summary>
    /// <exception cref="SettingException">It holds none.</exception>
    public static SpectrumMethod FormerMethod(RunDirectory directory) => ReadChosen(directory).Method;

    /// <summary>The search for eigenpairs at a point as it was saved last, or null.</summary>
    public LanczosEigensolver? FindSearch(string point, SymmetricOperator matrix) =>
        File.Exists(PathOf(Search(point))) ? LanczosEigensolver.Resume(PathOf(Search(point)), matrix) : null;

    /// <summary>Saves a search, where the last time is long enough ago or it is finished.</summary>
    public void Save(string point, LanczosEigensolver search)
    {
        if (search.IsFinished || Stopwatch.GetElapsedTime(_lastSave) > _interval)
        {
            long start = Stopwatch.GetTimestamp();
            search.Save(PathOf(Search(point)));
            _lastSave = Stopwatch.GetTimestamp();
            _interval = Stopwatch.GetElapsedTime(start, _lastSave) / LargestShare;
        }
    }

    /// <summary>The density at a point with the probes that were finished, or null.</summary>
    public SpectralDensity? FindDensity(string point) =>
        File.Exists(PathOf(Density(point)))
            ? JsonSerializer.Deserialize<SpectralDensity>(File.ReadAllText(PathOf(Density(point))), RunManifest.Format)
            : null;

    /// <summary>Saves a density.</summary>
    public void Save(string point, SpectralDensity density) => WriteJson(Density(point), density);

    /// <summary>The training as it ended, with its parameters put into the model; null where it did not.</summary>
    public TrainingResult? FindTraining(nn.Module model)
    {
        if (!File.Exists(PathOf("training.json")))
        {
            return null;
        }

        ModelFile.Load(model, PathOf("model.dat"));
        return JsonSerializer.Deserialize<TrainingResult>(File.ReadAllText(PathOf("training.json")), RunManifest.Format);
    }

    /// <summary>Saves the end of the training.</summary>
    public void Save(nn.Module model, TrainingResult training)
    {
        ModelFile.Save(model, PathOf("model.dat"));
        WriteJson("training.json", training);
    }

    /// <summary>Removes it all.</summary>
    public void Remove()
    {
        if (Directory.Exists(PathOf("")))
        {
            Directory.Delete(PathOf(""), recursive: true);
        }
    }

    private static Chosen ReadChosen(RunDirectory directory) => File.Exists(directory.PathOf(OptionsFile))
        ? JsonSerializer.Deserialize<Chosen>(File.ReadAllText(directory.PathOf(OptionsFile)), RunManifest.Format)!
        : throw InterruptedOptions.NoRun(directory);

    private static string Search(string point) => $"lanczos-{point}.state";

    private static string Density(string point) => $"density-{point}.json";

    private string PathOf(string name) => _directory.PathOf(Path.Combine(Folder, name));

    private void WriteJson<T>(string name, T value) =>
        _directory.WriteText(Path.Combine(Folder, name), JsonSerializer.Serialize(value, RunManifest.Format));

    private sealed record Chosen(JsonObject Options, SpectrumMethod Method, int BlockSize);
}
