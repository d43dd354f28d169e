using System.CommandLine;
using System.Diagnostics;
using TorchCurvature.Faults.Programs;

namespace TorchCurvature.Faults.Disk;

/// <summary>The verb <c>disk</c>.</summary>
internal static class DiskCommand
{
    private const long Page = 4096;
    private const string Enough = "256m";

    private static readonly string[] s_runs = ["train", "exact", "density", "reproduce"];

    private static readonly Option<int> s_moments = new("--moments")
    {
        Description = "Sizes of the disk, from almost nothing to almost enough.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<string?> s_run = new("--run")
    {
        Description = "One run only; else train, exact, density and reproduce.",
    };

    public static Command Build()
    {
        var command = new Command("disk", "Lets the disk become full at every stage of a run: nothing finished may be lost.")
        {
            s_moments, s_run,
        };
        command.SetAction(parsed => Run(parsed.GetValue(s_moments), parsed.GetValue(s_run)));
        return command;
    }

    private static int Run(int moments, string? only)
    {
        string folder = Directory.CreateTempSubdirectory("torchcurvature-disk-").FullName;
        string disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        if (!Mount(disk, $"{Page}", isNew: true))
        {
            Console.WriteLine("Skipped: no small file system can be mounted here.");
            return 0;
        }

        Unmount(disk);
        var whole = new WholeRuns(folder);
        List<FaultTally> tallies = [];
        foreach (LongRun run in LongRun.All.Where(run => only is null ? s_runs.Contains(run.Name) : run.Name == only))
        {
            var tally = new FaultTally(run.Name);
            tallies.Add(tally);
            whole.TimeOf(run);
            long size = ResultFolder.Size(whole.ResultsOf(run));
            for (int moment = 0; moment < moments; moment++)
            {
                long pages = 2 + (size * moment / moments / Page);
                Mount(disk, $"{pages * Page}", isNew: true);
                try
                {
                    new FullDisk(run, whole, tally, disk).Run($"{pages * Page / 1024} KiB", () => Mount(disk, Enough, isNew: false));
                }
                finally
                {
                    Unmount(disk);
                }
            }
        }

        int code = FaultTally.Print("full disks", tallies);
        if (code == 0)
        {
            Directory.Delete(folder, recursive: true);
        }

        return code;
    }

    private static bool Mount(string disk, string size, bool isNew) =>
        Succeeds("mount", isNew ? ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk] : ["-o", $"remount,size={size}", disk]);

    private static void Unmount(string disk) => Succeeds("umount", [disk]);

    private static bool Succeeds(string program, string[] words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
