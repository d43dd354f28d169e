using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Experiments;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Cli.ReproduceVerb;

/// <summary>The verb <c>reproduce</c>: makes a figure or table of the paper again.</summary>
internal static class ReproduceCommand
{
    private static readonly string[] Examples =
    [
        "curvature reproduce table1 --preset quick --seeds 5 --out runs/paper",
        "curvature reproduce all --preset smoke --seeds 1 --out runs/smoke",
    ];

    private const string Everything = "all";

    private static readonly Argument<string> Name = Words.Argument(
        "experiment", "The figure or table; all makes every one.", [.. PaperExperiments.All.Select(e => e.Name), Everything]);
    private static readonly Option<string> PresetName = Words.Option(
        "--preset",
        "smoke: seconds, small networks; quick: the paper's sizes, at most 20,000 steps; paper: until training stops by itself.", "quick",
        "smoke", "quick", "paper");
    private static readonly Option<int> Seeds = Numbers.Option("--seeds", "Repetitions, from seeds 0, 1, …", 5, least: 1);
    private static readonly Option<int> Threads = Numbers.Option(
        "--threads", "Computations at a time, each on one thread; results do not depend on it.", Environment.ProcessorCount, least: 1,
        most: Environment.ProcessorCount);
    private static readonly Option<string?> DataDirectory = new("--data-dir")
    {
        Description = "Folder of MNIST, for figures 4 to 8, and of CIFAR-10, for figures 9 and 10. Otherwise TORCHCURVATURE_DATA, "
            + "otherwise a download into the user's cache.",
        HelpName = "dir"
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Folder for the results, one inside it for each experiment, and cells/ for finished computations. Required.",
        HelpName = "dir"
    };
    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Make a finished experiment again; what cells/ holds is not computed again."
    };

    public static Command Build()
    {
        string papers = string.Join(" or ", PaperExperiments.Papers.Select(p => $"\"{p.Title}\""));
        var command = new Verb(
            "reproduce",
            $"Makes a figure or table of {papers} again, with the paper's numbers beside ours and a verdict on each claim. "
                + "Interrupted, it goes on where it was.",
            Examples)
        {
            Name, PresetName, Seeds, Threads, DataDirectory, Out, Force,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string name = parsed.GetRequiredValue(Name);
            var run = new ReproduceRun(
                [.. PaperExperiments.All.Where(e => name == Everything || e.Name == name)],
                Enum.Parse<Preset>(parsed.GetRequiredValue(PresetName), ignoreCase: true),
                parsed.GetRequiredValue(Seeds),
                parsed.GetRequiredValue(Threads),
                parsed.GetValue(Out) is { Length: > 0 } folder
                    ? folder
                    : throw new UsageException($"Say where the results go, for example: --out runs/{name}"),
                parsed.GetValue(Force),
                parsed.GetValue(DataDirectory));
            return Task.Run(() => run.Execute(cancellation), cancellation);
        });
        return command;
    }
}
