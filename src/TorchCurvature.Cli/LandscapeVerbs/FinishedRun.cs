using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Cli.SpectrumVerb;
using TorchCurvature.Cli.TrainVerb;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>A finished run of <c>curvature train</c> or <c>spectrum</c>: what it was asked for, and its trained network's file.</summary>
internal sealed record FinishedRun(string Folder, ProblemOptions Options)
{
    public string Checkpoint => Path.Combine(Folder, "model-final.dat");

    public static FinishedRun Open(string folder)
    {
        string manifest = Path.Combine(folder, RunDirectory.ManifestName);
        if (!File.Exists(manifest))
        {
            throw new UsageException($"'{folder}' holds no {RunDirectory.ManifestName}, so it is not the folder of a finished run. Make one with: curvature train … --out {folder}");
        }

        string verb = VerbOf(folder, manifest);
        // What says where and how to compute is asked of each verb anew; a manifest from a larger machine may name more threads than there are here.
        ParseResult parsed = ConfigFile.Expand([SpectrumCommand.Build(), TrainCommand.Build()], [verb, "--config", manifest, "--out", folder, "--threads", "1", "--device", "cpu"]);
        return parsed.Errors is [var first, ..]
            ? throw new UsageException($"'{manifest}' holds options that this version does not take: {first.Message}")
            : new FinishedRun(folder, verb == "train" ? TrainCommand.Read(parsed) : SpectrumCommand.Read(parsed));
    }

    /// <summary>Refuses another run whose network is not of this one's architecture, or was trained on another data set.</summary>
    public void RequireComparable(FinishedRun other)
    {
        (string mine, string its) = (Architecture(Options), Architecture(other.Options));
        if (mine != its)
        {
            throw new UsageException($"'{Folder}' holds a network {mine} and '{other.Folder}' a network {its}; only networks of one architecture lie in one space of parameters.");
        }

        if (Options.Data != other.Options.Data || Options.Loss != other.Options.Loss)
        {
            throw new UsageException(
                $"'{Folder}' was trained on {Options.Data} with {Options.Loss} and '{other.Folder}' on {other.Options.Data} with {other.Options.Loss}: their losses are not of one kind. Choose runs on the same data set.");
        }
    }

    /// <summary>Whether another run on the same data set was trained on other examples of it.</summary>
    public bool HasOtherExamples(FinishedRun other) => !Examples(Options).Equals(Examples(other.Options));

    private static string Architecture(ProblemOptions options) => options.Model switch
    {
        "mlp" => $"mlp {string.Join(',', options.Hidden)} {options.Activation}",
        "convnet" => $"convnet {string.Join(',', options.Channels)} {options.Activation}",
        _ => $"{options.Model} {options.Activation}",
    };

    private static object Examples(ProblemOptions options) => options.Data == "blobs"
        ? (options.Classes, options.Dimension, options.Samples, options.Covariance, (long?)options.Seed)
        : (options.Samples, options.Resize, options.Samples is null ? null : (long?)options.Seed);

    private static string VerbOf(string folder, string manifest)
    {
        try
        {
            string? command = (string?)JsonNode.Parse(File.ReadAllText(manifest))?["command"];
            return command is "spectrum" or "train"
                ? command
                : throw new UsageException($"'{folder}' holds a run of '{command}', which has no trained network. Name the folder of a run of 'curvature train' or 'curvature spectrum'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new UsageException($"'{manifest}' cannot be read as a run's manifest: {e.Message}");
        }
    }
}
