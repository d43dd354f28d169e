using Spectre.Console;
using TorchCurvature.Data;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Shows how far downloads are, in a line that appears with the first.</summary>
internal sealed class DownloadDisplay(ProgressContext progress) : IProgress<DownloadProgress>
{
    private ProgressTask? _task;

    public void Report(DownloadProgress value)
    {
        _task ??= progress.AddTask("Download");
        _task.Description = $"Download {value.File}";
        _task.IsIndeterminate = value.Total is null;
        _task.MaxValue = value.Total ?? 1;
        _task.Value = value.Total is null ? 0 : value.Received;
    }
}
