using TorchCurvature.Faults.Programs;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Faults.Disk;

/// <summary>One run on a disk that is too small, and the same once there is room.</summary>
/// <param name="run">The run.</param>
/// <param name="whole">Runs that nothing happened to.</param>
/// <param name="tally">Counts what becomes of it.</param>
/// <param name="disk">The folder of the disk.</param>
internal sealed class FullDisk(LongRun run, WholeRuns whole, FaultTally tally, string disk)
{
    private const int BadUsage = 2;
    private const int MostLines = 12;
    private const string Anew = "--force";

    /// <summary>Runs it.</summary>
    /// <param name="size">The size of the disk, for messages.</param>
    /// <param name="makeRoom">Makes the disk large enough.</param>
    public void Run(string size, Action makeRoom)
    {
        string results = Path.Combine(disk, LongRun.Folder);
        using (var process = new CurvatureProcess(disk, run.Launcher, run.Words("")))
        {
            process.WaitForEnd();
            bool isPlain = process.Error.Split('\n').Length <= MostLines && !process.Error.Contains("   at ", StringComparison.Ordinal);
            Expect(process.ExitCode is 0 or 1 or BadUsage && isPlain, $"{size}: exit code {process.ExitCode}: {process.Error}");
            tally.Hits += process.ExitCode == 0 ? 0 : 1;
        }

        ExpectNone(ResultFolder.Temporaries(results), $"{size} leaves");
        ExpectNone(ResultFolder.Damaged(whole.ResultsOf(run), results), $"{size} damages");
        string[] kept = Directory.Exists(results) ? [.. Directory.EnumerateFiles(results).Select(path => Path.GetFileName(path)!)] : [];
        bool hasNetwork = kept.Intersect(["model-final.dat", "model-interrupted.dat", "checkpoint.dat"]).Any();
        bool isLost = run.Name == "train" && kept.Contains("records.csv") && !hasNetwork;
        Expect(!isLost, $"{size}: the network is lost, and there are {string.Join(", ", kept)}");
        bool isFinished = kept.Contains(RunDirectory.ManifestName);
        Expect(
            !isFinished || hasNetwork || !File.Exists(Path.Combine(whole.ResultsOf(run), RunFiles.FinalModel)),
            $"{size}: the run says that it is finished and has no network");
        makeRoom();
        // A reproduction has a finished run for each of its experiments.
        bool hasFinishedPart = Directory.Exists(results)
            && Directory.EnumerateFiles(results, RunDirectory.ManifestName, SearchOption.AllDirectories).Any();
        Finish(size, hasFinishedPart ? Anew : run.GoesOnWith);
    }

    private void Finish(string size, string more)
    {
        string results = Path.Combine(disk, LongRun.Folder);
        using var process = new CurvatureProcess(disk, run.Launcher, run.Words(more));
        process.WaitForEnd();
        if (process.ExitCode == BadUsage && more != Anew)
        {
            Finish(size, Anew); // nothing was kept yet
            return;
        }

        Expect(process.ExitCode == 0, $"{size}: with room, exit code {process.ExitCode}: {process.Error}");
        IReadOnlyList<string> differences = ResultFolder.Differences(whole.ResultsOf(run), results);
        ExpectNone(differences, $"{size}, then with room:");
        tally.Finished += differences.Count == 0 ? 1 : 0;
    }

    private void ExpectNone(IReadOnlyList<string> found, string what)
    {
        if (found.Count > 0)
        {
            tally.Find($"{what} {string.Join("; ", found)}");
        }
    }

    private void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            tally.Find(otherwise);
        }
    }
}
