using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>What <c>--resume</c> needs, in one file: the options, what was recorded, the eigenvectors that the next search starts from, and the state of the training with its model.</summary>
internal static class TrainCheckpoint
{
    public const string FileName = "checkpoint.dat";

    // These may differ between a run and the one that goes on with it.
    private static readonly string[] Free = ["out", "data-dir", "checkpoint-every"];

    public static void Save(string path, TrainingState state, nn.Module model, TrainOptions options, TrainingWatch watch) => state.Save(model, path, writer =>
    {
        writer.Write(JsonSerializer.Serialize(new Content(Deciding(options), watch.Records, watch.Sharpness), RunManifest.Format));
        watch.Tracker.Write(writer);
    });

    /// <summary>Reads the file into the model and the watch.</summary>
    /// <exception cref="UsageException">It is of a run with other options.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static TrainingState Load(string path, nn.Module model, TrainOptions options, TrainingWatch watch, Device device) => TrainingState.Load(model, path, reader =>
    {
        Content content = Parse(reader.ReadString());
        JsonObject now = Deciding(options);
        if (now.Select(o => o.Key).FirstOrDefault(key => !JsonNode.DeepEquals(now[key], content.Options[key])) is { } other)
        {
            throw new UsageException(
                $"The run in '{options.Out}' was begun with --{other} {content.Options[other]?.ToJsonString() ?? "left out"}, and this command says {now[other]?.ToJsonString() ?? "nothing"}: give the options as they were, for example by --config {Path.Combine(options.Out, RunDirectory.UnfinishedManifestName)}");
        }

        watch.Records.AddRange(content.Records);
        watch.Sharpness.AddRange(content.Sharpness);
        watch.Tracker.Read(reader, device);
    });

    private static Content Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(text, RunManifest.Format) ?? throw new InvalidDataException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static JsonObject Deciding(TrainOptions options) =>
        JsonSerializer.SerializeToNode(options.AsGiven.Where(o => !Free.Contains(o.Key)).ToDictionary(), RunManifest.Format)!.AsObject();

    private sealed record Content(JsonObject Options, IReadOnlyList<RiskRecord> Records, IReadOnlyList<SharpnessRecord> Sharpness);
}
