using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TorchCurvature.Data;

namespace TorchCurvature.Studies.Runs;

/// <summary>What <c>run.json</c> says of a study of spectra: enough to judge it and to run it again.</summary>
internal sealed record SpectrumManifest
{
    /// <param name="outcome">What was found.</param>
    /// <param name="options">What was asked for, by the names of options.</param>
    /// <param name="started">When.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="failure">What ended it before it was finished; null for nothing, or for an interruption.</param>
    public SpectrumManifest(SpectrumOutcome outcome, JsonObject options, DateTimeOffset started, RunStatus status, string? failure = null)
    {
        SpectrumSpec spec = outcome.Spec;
        (Options, Started, Status, Failure) = (options, started, status, failure);
        Network = new NetworkRecord(spec.Problem, spec.Precision, spec.TrainingPrecision).ToJson();
        Files = outcome.Files;
        (Method, MethodReason) = (spec.Method, outcome.MethodReason);
        Effective = outcome.ProductPlan is { } plan ? new EffectiveEntry(plan.KeptGraphs, spec.Quadrature.BlockSize) : null;
        Seeds = new Dictionary<string, long>
        {
            ["data"] = spec.Problem.DataSeed,
            ["weights"] = spec.Problem.WeightSeed,
            ["order"] = spec.Problem.OrderSeed,
        };
        Seconds = outcome.Seconds;
        (RequiredMemoryBytes, AvailableMemoryBytes) = (outcome.ExactPlan?.RequiredBytes, outcome.ExactPlan?.AvailableBytes);
        StatedPeakBytes = outcome.ProductPlan?.PeakBytes;
        Model = FindingsEntry.Of(outcome.Findings);
        Training = RunEnd.Of(outcome.Training);
        Track = [.. outcome.Track.Select(TrackEntry.Of)];
        Points = outcome.Exact.Select(p => (p.Name, Entry: (PointEntry)new ExactPointEntry(p)))
            .Concat(outcome.Products.Select(p => (p.Name, Entry: (PointEntry)new ProductPointEntry(p))))
            .ToDictionary(p => p.Name, p => p.Entry);
    }

    public string Command { get; } = "spectrum";

    public int Format { get; } = RunManifest.FormatNumber;

    public string? Version { get; } = RunManifest.Version;

    public RunStatus Status { get; }

    public string? Failure { get; }

    public JsonObject Options { get; }

    public JsonObject Network { get; }

    public IReadOnlyList<FileFingerprint> Files { get; }

    public SpectrumMethod Method { get; }

    public string? MethodReason { get; }

    public EffectiveEntry? Effective { get; }

    public IReadOnlyDictionary<string, long> Seeds { get; }

    public RunEnvironment Environment { get; } = RunManifest.Environment;

    public int Processes { get; } = RunManifest.Processes;

    public DateTimeOffset Started { get; }

    public IReadOnlyDictionary<string, double> Seconds { get; }

    public double? RequiredMemoryBytes { get; }

    public long? AvailableMemoryBytes { get; }

    public double? StatedPeakBytes { get; }

    public long PeakMemoryBytes { get; } = RunManifest.PeakMemoryBytes;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingsEntry? Model { get; }

    public RunEnd? Training { get; }

    public IReadOnlyList<TrackEntry> Track { get; }

    public IReadOnlyDictionary<string, PointEntry> Points { get; }
}
