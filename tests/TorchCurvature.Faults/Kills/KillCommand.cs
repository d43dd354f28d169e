using System.CommandLine;
using TorchCurvature.Faults.Programs;

namespace TorchCurvature.Faults.Kills;

/// <summary>The verb <c>kills</c>.</summary>
internal static class KillCommand
{
    private static readonly Option<int> s_kills = new("--kills")
    {
        Description = "Kills that must hit a run under way.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int> s_seed = new("--seed") { Description = "Decides the runs, the moments and the signals." };

    private static readonly Option<string?> s_run = new("--run") { Description = "One run only; else all." };

    public static Command Build()
    {
        var command = new Command("kills", "Kills long runs at random moments, lets them go on, and compares all files with whole runs.")
        {
            s_kills, s_seed, s_run,
        };
        command.SetAction(parsed => Run(parsed.GetValue(s_kills), parsed.GetValue(s_seed), parsed.GetValue(s_run)));
        return command;
    }

    private static int Run(int kills, int seed, string? only)
    {
        string folder = Directory.CreateTempSubdirectory("torchcurvature-kills-").FullName;
        var random = new Random(seed);
        LongRun[] runs = [.. LongRun.All.Where(run => only is null || run.Name == only)];
        FaultTally[] tallies = [.. runs.Select(run => new FaultTally(run.Name))];
        var whole = new WholeRuns(folder);
        for (int chain = 0; tallies.Sum(tally => tally.Hits) < kills && runs.Length > 0; chain++)
        {
            int at = chain % runs.Length;
            new KillChain(runs[at], whole, tallies[at], random).Run(Path.Combine(folder, $"{chain}"));
        }

        int code = FaultTally.Print("kills", tallies);
        if (code == 0)
        {
            Directory.Delete(folder, recursive: true);
        }

        return code;
    }
}
