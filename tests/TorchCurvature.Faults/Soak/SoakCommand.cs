using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Cli;
using TorchCurvature.Faults.Programs;

namespace TorchCurvature.Faults.Soak;

/// <summary>The verb <c>soak</c>: run after run in one process, which is to hold at the end what it held after the first of each.</summary>
internal static class SoakCommand
{
    // Libraries load their parts, and pools fill, while the runs are made for the first times.
    private const int RoundsToWarm = 5;

    private static readonly Option<double> s_minutes = new("--minutes")
    {
        Description = "How long.",
        DefaultValueFactory = _ => 120,
    };

    private static readonly Option<string?> s_run = new("--run") { Description = "One run only; else all." };

    public static Command Build()
    {
        var command = new Command("soak", "Runs all long verbs again and again in one process, and looks at what it holds.")
        {
            s_minutes, s_run,
        };
        command.SetAction(parsed => Run(parsed.GetValue(s_minutes), parsed.GetValue(s_run)));
        return command;
    }

    private static int Run(double minutes, string? only)
    {
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        string folder = Directory.CreateTempSubdirectory("soak-").FullName;
        string work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
        Directory.SetCurrentDirectory(work);
        Environment.SetEnvironmentVariable("TMPDIR", Directory.CreateDirectory(Path.Combine(folder, "temporary")).FullName);
        foreach ((string name, string arguments) in LongRun.Inputs)
        {
            Require([.. arguments.Split(' '), "--out", Path.Combine("..", "inputs", name)]);
        }

        LongRun[] runs = [.. LongRun.All.Where(run => run.Launcher.Count == 0 && (only is null || run.Name == only))];
        var elapsed = Stopwatch.StartNew();
        Write(output, "round", "minutes", "native MiB", "handles", "threads", "files", "managed MiB", "resident MiB");
        Holdings? warm = null, last = null;
        for (int round = 1; round <= RoundsToWarm + 1 || elapsed.Elapsed.TotalMinutes < minutes; round++)
        {
            foreach (LongRun run in runs)
            {
                Require([.. run.Words("--force")]);
            }

            last = Holdings.Now(folder);
            Write(
                output, Text(round), Text(elapsed.Elapsed.TotalMinutes), Mebibytes(last.NativeBytes), Text(last.Handles),
                Text(last.Threads), Text(last.TemporaryFiles), Mebibytes(last.ManagedBytes), Mebibytes(last.ResidentBytes));
            warm = round == RoundsToWarm ? last : warm;
        }

        string[] left = [.. last!.Left(warm!)];
        output.WriteLine(left.Length == 0 ? "Nothing was left behind." : $"Left behind: {string.Join(", ", left)}.");
        Directory.SetCurrentDirectory(Path.GetTempPath());
        Directory.Delete(folder, recursive: true);
        return left.Length == 0 ? 0 : 1;
    }

    private static void Require(string[] arguments)
    {
        int code = CurvatureCommand.RunAsync(arguments).GetAwaiter().GetResult();
        if (code != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {code}.");
        }
    }

    private static void Write(TextWriter output, params string[] cells) =>
        output.WriteLine(string.Join(' ', cells.Select(cell => cell.PadLeft(12))));

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => Text(bytes / 1048576.0);
}
