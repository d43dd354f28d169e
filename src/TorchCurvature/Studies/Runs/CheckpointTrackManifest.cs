using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TorchCurvature.Data;

namespace TorchCurvature.Studies.Runs;

/// <summary>What <c>run.json</c> says of a <see cref="CheckpointTrackStudy"/>: enough to judge it and to run it again.</summary>
internal sealed record CheckpointTrackManifest
{
    /// <summary>The verb of the command that makes such runs.</summary>
    public const string Verb = "track";

    /// <param name="results">What was found so far.</param>
    /// <param name="options">What was asked for, by the names of options.</param>
    /// <param name="started">When.</param>
    /// <param name="status">How far it has come.</param>
    /// <param name="failure">What ended it before it was finished; null for nothing, or for an interruption.</param>
    public CheckpointTrackManifest(
        CheckpointTrackResults results, JsonObject options, DateTimeOffset started, RunStatus status, string? failure = null)
    {
        CheckpointTrackSpec spec = results.Spec;
        (Options, Started, Status, Failure) = (options, started, status, failure);
        (Problem, Precision) = (spec.Problem.ToJson(), spec.Precision.Word);
        Files = results.Files;
        Seeds = new Dictionary<string, long> { ["data"] = spec.Problem.DataSeed };
        Seconds = results.Seconds;
        Model = FindingsEntry.Of(results.Findings);
        (CheckpointCount, Products) = (spec.Checkpoints.Count, results.Products);
        Checkpoints = [.. results.Points.Select(point => new CheckpointEntry(point))];
    }

    public string Command { get; } = Verb;

    public int Format { get; } = RunManifest.FormatNumber;

    public string? Version { get; } = RunManifest.Version;

    public RunStatus Status { get; }

    public string? Failure { get; }

    public JsonObject Options { get; }

    public JsonObject Problem { get; }

    public string Precision { get; }

    /// <summary>The user's own files that were read, without the checkpoints.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; }

    public IReadOnlyDictionary<string, long> Seeds { get; }

    public RunEnvironment Environment { get; } = RunManifest.Environment;

    public int Processes { get; } = RunManifest.Processes;

    public DateTimeOffset Started { get; }

    public double Seconds { get; }

    public long PeakMemoryBytes { get; } = RunManifest.PeakMemoryBytes;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingsEntry? Model { get; }

    /// <summary>How many checkpoints were asked for; those that were looked at are below.</summary>
    public int CheckpointCount { get; }

    public long Products { get; }

    public IReadOnlyList<CheckpointEntry> Checkpoints { get; }

    /// <summary>Writes it: as <c>run.json</c> of a finished run, as <c>run-unfinished.json</c> of every other.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(RunDirectory directory)
    {
        string name = Status == RunStatus.Finished ? RunDirectory.ManifestName : RunDirectory.UnfinishedManifestName;
        directory.WriteText(name, RunManifest.TextOf(this));
    }
}
