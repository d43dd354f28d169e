using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// What a <see cref="TrainStudy"/> needs to go on, in one file: the options, what was recorded, the eigenvectors that the next search
/// starts from, and the state of the training with its model.
/// </summary>
internal static class TrainCheckpoint
{
    private const int FormatNumber = 3;

    /// <summary>Writes the file.</summary>
    public static void Save(RunDirectory directory, TrainingState state, nn.Module model, JsonObject options, TrainingWatch watch) =>
        directory.Write(TrainStudy.CheckpointName, path => state.Save(model, path, writer =>
        {
            var content = new Content(FormatNumber, InterruptedOptions.Deciding(options), watch.Records, watch.LargestEigenvalues);
            writer.Write(JsonSerializer.Serialize(content, RunManifest.Format));
            watch.Tracker.Write(writer);
        }));

    /// <summary>Reads the file into the model and the watch.</summary>
    /// <exception cref="SettingException">It is of a run with other options.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static TrainingState Load(RunDirectory directory, nn.Module model, JsonObject options, TrainingWatch watch, Device device)
    {
        try
        {
            return TrainingState.Load(model, directory.PathOf(TrainStudy.CheckpointName), reader =>
            {
                Content content = Parse(reader.ReadString());
                InterruptedOptions.RequireSame(content.Options, InterruptedOptions.Deciding(options), directory);
                watch.Records.AddRange(content.Records);
                watch.LargestEigenvalues.AddRange(content.LargestEigenvalues);
                watch.Tracker.Read(reader, device);
            });
        }
        catch (InvalidDataException e) when (e.InnerException is SettingException refusal)
        {
            throw new SettingException(refusal.Message, e);
        }
    }

    private static Content Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(text, RunManifest.Format) is { Format: FormatNumber } content
                ? content
                : throw new InvalidDataException("another version of the program kept it, so the run has to begin anew");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private sealed record Content(
        int Format, JsonObject Options, IReadOnlyList<RiskRecord> Records, IReadOnlyList<LargestEigenvalueRecord> LargestEigenvalues);
}
