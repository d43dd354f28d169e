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

    /// <summary>Whether a folder holds what a run goes on from.</summary>
    public static bool IsIn(RunDirectory directory) => TrainStudy.CheckpointNames.Any(name => File.Exists(directory.PathOf(name)));

    /// <summary>Writes the file; the one before it stays beside it.</summary>
    public static void Save(RunDirectory directory, TrainingState state, nn.Module model, JsonObject options, TrainingWatch watch) =>
        directory.Write(
            TrainStudy.CheckpointName,
            file => state.Save(model, file, writer =>
            {
                var content = new Content(FormatNumber, InterruptedOptions.Deciding(options), watch.Records, watch.LargestEigenvalues);
                writer.Write(JsonSerializer.Serialize(content, RunManifest.Format));
                watch.Tracker.Write(writer);
            }),
            former: TrainStudy.FormerCheckpointName);

    /// <summary>Reads the file into the model and the watch; where it is damaged, the one before it.</summary>
    /// <returns>The state, with a sentence where the file was damaged.</returns>
    /// <exception cref="SettingException">It is of a run with other options.</exception>
    /// <exception cref="InvalidDataException">Both are damaged, or of another version.</exception>
    public static TrainingState Load(
        RunDirectory directory, nn.Module model, JsonObject options, TrainingWatch watch, Device device, out string? remark)
    {
        (string path, string former) =
            (directory.PathOf(TrainStudy.CheckpointName), directory.PathOf(TrainStudy.FormerCheckpointName));
        remark = null;
        if (!File.Exists(former))
        {
            return Load(path, directory, model, options, watch, device);
        }

        if (File.Exists(path))
        {
            try
            {
                return Load(path, directory, model, options, watch, device);
            }
            catch (InvalidDataException e)
            {
                remark = $"{PlainMessage.SentenceOf(e.InnerException!)} The one before it is taken.";
            }
        }

        TrainingState state = Load(former, directory, model, options, watch, device);
        File.Move(former, path, overwrite: true); // or the next one would put the damaged one in its place
        return state;
    }

    private static TrainingState Load(
        string path, RunDirectory directory, nn.Module model, JsonObject options, TrainingWatch watch, Device device)
    {
        Content? content = null;
        try
        {
            TrainingState state = TrainingState.Load(model, path, reader =>
            {
                content = Parse(reader.ReadString());
                InterruptedOptions.RequireSame(content.Options, InterruptedOptions.Deciding(options), directory);
                watch.Tracker.Read(reader, device);
            });
            watch.Records.AddRange(content!.Records);
            watch.LargestEigenvalues.AddRange(content.LargestEigenvalues);
            return state;
        }
        catch (InvalidDataException e) when (e.InnerException is SettingException refusal)
        {
            throw new SettingException(refusal.Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{PlainMessage.SentenceOf(e)} --force begins the run anew.", e);
        }
    }

    private static Content Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(text, RunManifest.Format)
                is { Format: FormatNumber, Options: not null, Records: not null, LargestEigenvalues: not null } content
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
