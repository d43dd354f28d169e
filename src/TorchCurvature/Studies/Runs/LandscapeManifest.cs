using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TorchCurvature.Data;

namespace TorchCurvature.Studies.Runs;

/// <summary>The manifest of a study of finished runs, or of networks in files.</summary>
/// <typeparam name="TOptions">What the study was asked for.</typeparam>
/// <typeparam name="TResults">What it found.</typeparam>
internal sealed record LandscapeManifest<TOptions, TResults>
{
    /// <summary>The verb.</summary>
    public required string Command { get; init; }

    /// <summary>The format (<see cref="RunManifest.FormatNumber"/>).</summary>
    public int Format { get; init; } = RunManifest.FormatNumber;

    /// <summary>The library's version.</summary>
    public string? Version { get; init; } = RunManifest.Version;

    /// <summary>How the run ended; a manifest of these is written by none but finished ones.</summary>
    public RunStatus Status { get; init; } = RunStatus.Finished;

    /// <summary>The folders of the runs, or the files, that were looked at, as absolute paths.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>Data, network and loss: those of the first run, where runs are looked at.</summary>
    public required JsonObject Problem { get; init; }

    /// <summary>Network, data, loss and precision where all of them are files; null where a run says it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Network { get; init; }

    /// <summary>Files that were read: the networks', and the user's own data, network and loss.</summary>
    public required IReadOnlyList<FileFingerprint> Files { get; init; }

    /// <summary>What the study was asked for.</summary>
    public required TOptions Options { get; init; }

    /// <summary>Threads of the numerical libraries.</summary>
    public required int Threads { get; init; }

    /// <summary>Where it was computed.</summary>
    public required string Device { get; init; }

    /// <summary>The machine and the software.</summary>
    public RunEnvironment Environment { get; init; } = RunManifest.Environment;

    public int Processes { get; init; } = RunManifest.Processes;

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Most memory that the process took, in bytes.</summary>
    public long PeakMemoryBytes { get; init; } = RunManifest.PeakMemoryBytes;

    /// <summary>How many examples were looked at.</summary>
    public required ExampleCounts Examples { get; init; }

    /// <summary>P.</summary>
    public required long Parameters { get; init; }

    /// <summary>What was found.</summary>
    public required TResults Results { get; init; }
}
