using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Writes how far a run is as lines of a log file: of what moved since the last one, with what is left of it.</summary>
internal sealed class LogColumn(TextWriter log, TimeSpan pause) : ProgressColumn
{
    private readonly Dictionary<int, string> _written = [];
    private long _last = Stopwatch.GetTimestamp();

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        string share = task.IsIndeterminate ? "" : string.Create(CultureInfo.InvariantCulture, $", {task.Percentage:0} %");
        string standing = Markup.Remove(task.Description) + share;
        bool isNew = !task.IsFinished && _written.GetValueOrDefault(task.Id) != standing;
        if (isNew && Stopwatch.GetElapsedTime(_last) >= pause)
        {
            string left = task.RemainingTime is { } time
                ? string.Create(CultureInfo.InvariantCulture, $", {time:hh\\:mm\\:ss} left")
                : "";
            Terminal.Log(log, standing + left);
            (_written[task.Id], _last) = (standing, Stopwatch.GetTimestamp());
        }

        return Text.Empty;
    }
}
