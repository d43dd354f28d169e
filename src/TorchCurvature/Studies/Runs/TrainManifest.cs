using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Training;

namespace TorchCurvature.Studies.Runs;

/// <summary>What <c>run.json</c> says of a training run, in its order: enough to judge it and to run it again.</summary>
internal sealed record TrainManifest
{
    /// <summary>The verb of the command that makes such runs.</summary>
    public const string Verb = "train";

    public string Command { get; } = Verb;

    public int Format { get; } = RunManifest.FormatNumber;

    public string? Version { get; } = RunManifest.Version;

    public required RunStatus Status { get; init; }

    /// <summary>What the run was asked for, in the words of whoever asked.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>As <see cref="NetworkRecord"/> writes it.</summary>
    public required JsonObject Network { get; init; }

    /// <summary>The user's own files that were read.</summary>
    public required IReadOnlyList<FileFingerprint> Files { get; init; }

    public required TrainSeeds Seeds { get; init; }

    public RunEnvironment Environment { get; } = RunManifest.Environment;

    public int Processes { get; } = RunManifest.Processes;

    public required DateTimeOffset Started { get; init; }

    public required long? ResumedAt { get; init; }

    public required SecondsOf Seconds { get; init; }

    public long PeakMemoryBytes { get; } = RunManifest.PeakMemoryBytes;

    public required ExampleCounts Examples { get; init; }

    /// <summary>P.</summary>
    public required long Parameters { get; init; }

    public required IReadOnlyList<TrainingPhase> Phases { get; init; }

    /// <summary>Null before the training has ended.</summary>
    public required RunEnd? Training { get; init; }

    public required RiskRecords Records { get; init; }

    /// <summary>Null where they are not followed.</summary>
    public required Looks? LargestEigenvalues { get; init; }

    /// <summary>The manifest of a run.</summary>
    /// <param name="results">What it has recorded so far.</param>
    /// <param name="status">How far it has come.</param>
    /// <param name="options">What it was asked for.</param>
    /// <param name="started">When the process began with it.</param>
    public static TrainManifest Of(TrainResults results, RunStatus status, JsonObject options, DateTimeOffset started)
    {
        TrainSpec spec = results.Spec;
        return new TrainManifest
        {
            Status = status,
            Options = options,
            Network = new NetworkRecord(spec.Problem, spec.Precision, spec.TrainingPrecision).ToJson(),
            Files = results.Files,
            Seeds = spec.Seeds,
            Started = started,
            ResumedAt = results.ResumedAt,
            Seconds = new SecondsOf(results.TrainingSeconds),
            Examples = results.Examples,
            Parameters = results.Parameters,
            Phases = spec.Phases,
            Training = RunEnd.Of(results.Training),
            Records = new RiskRecords(results.Records.Count, FirstOf(results.Records), LastOf(results.Records)),
            LargestEigenvalues = spec.FollowEvery is null ? null : Looks.Of(results),
        };
    }

    /// <summary>Writes it: as <c>run.json</c> of a finished run, as <c>run-unfinished.json</c> of every other.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(RunDirectory directory)
    {
        string name = Status == RunStatus.Finished ? RunDirectory.ManifestName : RunDirectory.UnfinishedManifestName;
        directory.WriteText(name, RunManifest.TextOf(this));
    }

    private static T? FirstOf<T>(IReadOnlyList<T> items) => items.Count > 0 ? items[0] : default;

    private static T? LastOf<T>(IReadOnlyList<T> items) => items.Count > 0 ? items[^1] : default;

    internal sealed record SecondsOf(double Training);

    internal sealed record RiskRecords(int Count, RiskRecord? First, RiskRecord? Last);

    internal sealed record Looks(int Count, long Products, int NotConverged, double TwoOverLearningRate, double? First, double? Last)
    {
        public static Looks Of(TrainResults results) => new(
            results.LargestEigenvalues.Count,
            results.Products,
            results.LargestEigenvalues.Count(r => r.Pairs.Count == 0 || !r.Pairs.All(p => p.IsConverged)),
            results.TwoOverLearningRate,
            FirstOf(results.LargestEigenvalues)?.Largest,
            LastOf(results.LargestEigenvalues)?.Largest);
    }
}
