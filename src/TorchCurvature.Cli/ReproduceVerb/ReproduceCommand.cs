using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Experiments;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Cli.ReproduceVerb;

/// <summary>The verb <c>reproduce</c>: makes a figure or table of the paper again.</summary>
internal static class ReproduceCommand
{
    private static readonly string[] Examples =
    [
        "curvature reproduce table1 --preset quick --seeds 5 --out runs/paper",
        "curvature reproduce all --preset smoke --seeds 1 --out runs/smoke",
        "curvature reproduce figure5 --part 2/4 --out /shared/paper",
        "curvature reproduce claims --from docs/paper --out runs/claims",
    ];

    private const string Everything = "all";

    private static readonly string Names =
        string.Join("; ", PaperExperiments.Papers.Select(p => string.Join(", ", p.Experiments.Select(e => e.Name))));

    private static readonly Argument<string> Name = Words.Argument(
        "experiment", $"{Names}; or {Everything}.", [.. PaperExperiments.All.Select(e => e.Name), Everything]);
    private static readonly Option<string> PresetName = Words.Option(
        "--preset",
        "smoke: seconds; quick: the paper's sizes, at most 20,000 steps; paper: until training stops by itself.", "quick",
        "smoke", "quick", "paper");
    private static readonly Option<int> Seeds = Numbers.Option("--seeds", "Repetitions, from seeds 0, 1, …", 5, least: 1, most: 1000);
    private static readonly Option<int> Threads = Numbers.Option(
        "--threads", "Computations at a time, each on one thread.", Environment.ProcessorCount, least: 1,
        most: Environment.ProcessorCount);
    private static readonly Option<string?> DataDirectory = new("--data-dir")
    {
        Description = "Folder of MNIST (figures 4 to 8) and CIFAR-10 (9 and 10); else TORCHCURVATURE_DATA, else a download into the "
            + "user's cache.",
        HelpName = "dir"
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "claims: folder with the results of the other experiments; if left out, --out.",
        HelpName = "dir",
    };

    private static readonly Option<WorkPart> Part = MakePart();

    public static Command Build()
    {
        var command = new Verb(
            "reproduce",
            $"Reproduces a figure or table of the paper \"{PaperExperiments.Papers[0].Title}\", or a result of a later one, with the "
                + "paper's numbers beside ours and a verdict on each claim; an interrupted run resumes.",
            Examples)
        {
            Name,
            { OptionGroup.Experiment, PresetName, Seeds, DataDirectory, From },
            { OptionGroup.Machine, Threads, Part },
            { OptionGroup.Output, ResultOptions.WithoutPlan },
        };
        command.SetAction((parsed, cancellation) =>
        {
            string name = parsed.GetRequiredValue(Name);
            if (parsed.GetValue(From) is { } from && name is not ("claims" or Everything))
            {
                throw new UsageException($"--from '{from}' is for claims, which read what the other experiments wrote: leave it out.");
            }

            var run = new ReproduceRun(
                [.. PaperExperiments.All.Where(e => name == Everything || e.Name == name)],
                Enum.Parse<Preset>(parsed.GetRequiredValue(PresetName), ignoreCase: true),
                parsed.GetRequiredValue(Seeds),
                parsed.GetRequiredValue(Threads),
                ResultOptions.Read(parsed, name),
                parsed.GetValue(DataDirectory),
                parsed.GetRequiredValue(Part),
                parsed.GetValue(From));
            return Task.Run(() => run.Execute(cancellation), cancellation);
        });
        return command;
    }

    private static Option<WorkPart> MakePart() => new("--part")
    {
        Description = "Compute only so much, beside processes with the other parts and the same --out; a last call without it, and outside "
            + "of Slurm's arrays and steps, mpirun and the like, which are parts by themselves, draws.",
        HelpName = "i/n",
        DefaultValueFactory = _ => WorkPart.FromEnvironment(Environment.GetEnvironmentVariable),
        CustomParser = result =>
        {
            try
            {
                return WorkPart.Parse(result.Tokens.Single().Value);
            }
            catch (FormatException e)
            {
                result.AddError($"--part {e.Message}");
                return null;
            }
        },
    };
}
