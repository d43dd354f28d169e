using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Resources;
using TorchSharp;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>The verb <c>fuzz</c>.</summary>
internal static class FuzzCommand
{
    private const int InputsOfSlowOnes = 1000;

    private static readonly Option<int> s_inputs = new("--inputs")
    {
        Description = "Damaged files for each reader.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<long> s_seed = new("--seed") { Description = "Seed of the first input; the next ones count on." };

    private static readonly Option<string?> s_reader = new("--reader") { Description = "One reader only; else all that start no process." };

    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for the inputs of findings." };

    public static Command Build()
    {
        var command = new Command("fuzz", "Gives damaged files to every reader: a value or a documented exception must come of each.")
        {
            s_inputs, s_seed, s_reader, s_out,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(s_inputs), parsed.GetValue(s_seed), parsed.GetValue(s_reader),
            parsed.GetValue(s_out) ?? Path.Combine(Path.GetTempPath(), $"torchcurvature-fuzz-{Environment.ProcessId}")));
        return command;
    }

    private static int Run(int inputs, long seed, string? only, string folder)
    {
        NativeRuntime.Configure();
        torch.set_num_threads(1);
        Directory.CreateDirectory(folder);
        using var states = new MadeStates(Path.Combine(folder, "states"));
        IReadOnlyList<FuzzReader> all = FuzzReaders.All(new MadeRuns(Path.Combine(folder, "runs")), states);
        FuzzReader[] chosen = [.. all.Where(reader => only is null ? !reader.IsSlow : reader.Name == only)];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"There is no reader '{only}'. Readers: {string.Join(", ", all.Select(r => r.Name))}.");
            return 2;
        }

        List<FuzzTally> tallies = [];
        long start = Stopwatch.GetTimestamp();
        bool canGoOn = true;
        foreach (FuzzReader reader in chosen.TakeWhile(_ => canGoOn))
        {
            var fuzzer = new Fuzzer(reader, folder, Print);
            tallies.Add(fuzzer.Tally);
            canGoOn = fuzzer.Run(seed, reader.IsSlow ? Math.Max(1, inputs / InputsOfSlowOnes) : inputs);
        }

        FuzzTable.Print(tallies, Stopwatch.GetElapsedTime(start));
        if (tallies.Exists(tally => tally.HasFindings))
        {
            return 1;
        }

        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static void Print(FuzzFinding finding)
    {
        if (finding.Kept is not null)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{finding.Reader}, seed {finding.Seed}, {finding.File}: {finding.What}"));
            Console.WriteLine($"    kept: {finding.Kept}");
        }
    }
}
