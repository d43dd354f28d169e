using TorchCurvature.Faults.Programs;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Faults.Kills;

/// <summary>One run that is killed some times and goes on each time, until nothing stops it any more.</summary>
/// <param name="run">The run.</param>
/// <param name="whole">Runs that nothing happened to.</param>
/// <param name="tally">Counts what becomes of it.</param>
/// <param name="random">Decides the moments and the signals.</param>
internal sealed class KillChain(LongRun run, WholeRuns whole, FaultTally tally, Random random)
{
    private const int MostKills = 3;
    private const int BadUsage = 2;

    private static readonly string[] s_signals = ["KILL", "TERM", "INT", "HUP"];

    /// <summary>Runs it in a folder beside those of the whole runs, and removes that.</summary>
    public void Run(string folder)
    {
        TimeSpan time = whole.TimeOf(run);
        Directory.CreateDirectory(folder);
        string results = Path.Combine(folder, LongRun.Folder), more = "", story = "";
        for (int kill = 1 + random.Next(MostKills); kill > 0; kill--)
        {
            string signal = s_signals[random.Next(s_signals.Length)];
            TimeSpan moment = time * random.NextDouble();
            using var process = new CurvatureProcess(folder, run.Launcher, run.Words(more));
            if (process.WaitFor(moment))
            {
                more = AfterEnd(process, more);
                continue;
            }

            process.Send(signal);
            Expect(process.WaitForEnd(), $"{signal} does not end it");
            Expect(!process.Error.Contains("   at ", StringComparison.Ordinal), $"{signal} gives a stack trace: {process.Error}");
            story += $" {signal} after {moment.TotalSeconds:0.00} s,";
            tally.Hits += process.ExitCode == 0 ? 0 : 1;
            // It may have ended, all but for its exit code.
            bool isFinished = process.ExitCode == 0 || File.Exists(Path.Combine(results, RunDirectory.ManifestName));
            more = isFinished ? "--force" : run.GoesOnWith;
        }

        Finish(folder, more, story);
        if (tally.Findings == 0)
        {
            Directory.Delete(folder, recursive: true);
        }

        void Expect(bool isSo, string otherwise)
        {
            if (!isSo)
            {
                tally.Find($"{otherwise} ({results})");
            }
        }
    }

    private void Finish(string folder, string more, string story)
    {
        string results = Path.Combine(folder, LongRun.Folder);
        using var process = new CurvatureProcess(folder, run.Launcher, run.Words(more));
        process.WaitForEnd();
        if (process.ExitCode == BadUsage && more != "--force")
        {
            Finish(folder, "--force", story); // nothing was kept yet, so that the run begins anew
            return;
        }

        if (process.ExitCode != 0)
        {
            tally.Find($"does not go on after{story} exit code {process.ExitCode}: {process.Error}");
            return;
        }

        IReadOnlyList<string> differences =
            [.. ResultFolder.Differences(whole.ResultsOf(run), results), .. ResultFolder.Temporaries(results)];
        if (differences.Count > 0)
        {
            tally.Find($"after{story} {string.Join("; ", differences)} ({results})");
            return;
        }

        tally.Finished++;
    }

    // A run that had nothing to go on from begins anew, as does one that was finished.
    private static string AfterEnd(CurvatureProcess process, string more) =>
        process.ExitCode is 0 or BadUsage ? "--force" : more;
}
