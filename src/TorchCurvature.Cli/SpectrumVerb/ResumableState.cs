using System.Diagnostics;
using System.Text.Json;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>
/// The folder <c>state</c> of a run by products: all that a killed one needs to go on to the same bits. Written as the run goes, each file whole or not at all, and removed at its end.
/// </summary>
internal sealed class ResumableState
{
    /// <summary>The file by which an interrupted run is known.</summary>
    public const string OptionsFile = Folder + "/options.json";

    private const string Folder = "state";

    // A save may take so much of the time between two.
    private const double LargestShare = 0.03;

    private readonly RunDirectory _directory;
    private long _lastSave;
    private TimeSpan _interval;

    private ResumableState(RunDirectory directory) => _directory = directory;

    /// <summary>Begins a state, or finds the one of an interrupted run of the same options.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="options">The options; where a run goes on, those that were chosen for it then come back.</param>
    /// <exception cref="UsageException">A run is to go on, and there is none, or one of other options.</exception>
    public static ResumableState Open(RunDirectory directory, ref SpectrumOptions options)
    {
        var state = new ResumableState(directory);
        if (!options.Resume)
        {
            state.Remove();
            var chosen = new Chosen(JsonSerializer.SerializeToElement(options.AsGiven, RunManifest.Format), options.Method, options.Quadrature.BlockSize);
            directory.WriteText(OptionsFile, JsonSerializer.Serialize(chosen, RunManifest.Format));
            return state;
        }

        Chosen former = ReadChosen(directory);
        JsonElement now = JsonSerializer.SerializeToElement(options.AsGiven, RunManifest.Format);
        string[] different = [.. now.EnumerateObject()
            .Where(o => o.Name is not ("resume" or "out") && (!former.Options.TryGetProperty(o.Name, out JsonElement then) || !JsonElement.DeepEquals(then, o.Value))).Select(o => "--" + o.Name)];
        if (different.Length > 0)
        {
            throw new UsageException($"--resume: the interrupted run had other values of {string.Join(", ", different)}. Give the same options, or begin anew without --resume.");
        }

        directory.WriteText(OptionsFile, JsonSerializer.Serialize(former, RunManifest.Format)); // the first file of a run removes those of the one before
        options = options with { Method = former.Method, Quadrature = options.Quadrature with { BlockSize = former.BlockSize } };
        return state;
    }

    /// <summary>The method of the interrupted run that a folder holds, which <c>auto</c> must not choose anew.</summary>
    /// <exception cref="UsageException">It holds none.</exception>
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
        File.Exists(PathOf(Density(point))) ? JsonSerializer.Deserialize<SpectralDensity>(File.ReadAllText(PathOf(Density(point))), RunManifest.Format) : null;

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
        : throw new UsageException($"--resume: '{directory.Path}' holds no interrupted run. Leave out --resume to begin one.");

    private static string Search(string point) => $"lanczos-{point}.state";

    private static string Density(string point) => $"density-{point}.json";

    private string PathOf(string name) => _directory.PathOf(Path.Combine(Folder, name));

    private void WriteJson<T>(string name, T value) => _directory.WriteText(Path.Combine(Folder, name), JsonSerializer.Serialize(value, RunManifest.Format));

    private sealed record Chosen(JsonElement Options, SpectrumMethod Method, int BlockSize);
}
