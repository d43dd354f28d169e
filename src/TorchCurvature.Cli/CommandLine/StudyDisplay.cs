using Spectre.Console;
using TorchCurvature.Studies;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Shows how far a study is: a line for each of its parts, which appears with the part's first report.</summary>
internal sealed class StudyDisplay(ProgressContext progress) : IProgress<StudyProgress>
{
    private readonly Dictionary<string, ProgressTask> _tasks = [];

    public void Report(StudyProgress value)
    {
        if (!_tasks.TryGetValue(value.Part, out ProgressTask? task))
        {
            task = progress.AddTask(value.Part, maxValue: 1);
            _tasks.Add(value.Part, task);
        }

        task.Value = value.Share;
    }
}
