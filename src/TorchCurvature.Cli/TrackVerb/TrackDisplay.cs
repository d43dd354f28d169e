using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.TrackVerb;

/// <summary>Shows how far a look at checkpoints is, and writes what it finds as soon as it is found.</summary>
internal sealed class TrackDisplay(
    ProgressContext progress, RunDirectory? directory, CheckpointTrackSpec spec,
    Func<CheckpointTrackResults, RunStatus, string?, CheckpointTrackManifest> manifest) : ICheckpointTrackObserver
{
    private readonly ProgressTask _task = progress.AddTask("Checkpoints", maxValue: spec.Checkpoints.Count);

    public void Announce(string sentence) => Terminal.Say(sentence);

    public void Probed(ModelFindings findings)
    {
        foreach (string sentence in FindingsSummary.Sentences(findings))
        {
            Terminal.Say(sentence);
        }
    }

    public void LookingAt(string path, int index) => _task.Description = Markup.Escape($"Checkpoints: {Path.GetFileName(path)}");

    public void Found(CheckpointTrackResults soFar)
    {
        CheckpointTrackFiles.Write(directory!, soFar);
        manifest(soFar, RunStatus.Unfinished, null).Write(directory!);
        _task.Value = soFar.Points.Count;
    }
}
