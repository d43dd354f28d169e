using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchCurvature.Ranks;

namespace TorchCurvature.Tests.Ranks;

/// <summary>
/// The program of one process of several, started by a launcher of Debian's. Tests skip where something of it is not installed.
/// </summary>
internal static class RanksProgram
{
    internal const string Alone = "alone";
    internal const string OpenMpi = "mpirun.openmpi";
    internal const string Mpich = "mpirun.mpich";
    internal const string Elpa = "libelpa.so.19";

    /// <summary>What a launcher, and a solver that it can work with, need to be installed.</summary>
    internal static string[] Needs(string launcher, string solver) => (launcher, solver) switch
    {
        (Mpich, _) => [Mpich, "libscalapack-mpich.so.2.2"],
        (Alone, "elpa") => ["libmpi.so.40", Elpa],
        (Alone, _) => ["libmpi.so.40", "libscalapack-openmpi.so.2.2"],
        (_, "elpa") => [launcher, Elpa],
        _ => [launcher, "libscalapack-openmpi.so.2.2"],
    };

    /// <summary>Skips a test, with the reason, where a program or a library is not installed.</summary>
    internal static void SkipWithout(params string[] needed)
    {
        foreach (string name in needed)
        {
            Assert.SkipUnless(
                IsThere(name), $"There is no {name}. On Debian: apt-get install openmpi-bin mpich libelpa19 libscalapack-mpich2.2.");
        }
    }

    /// <summary>Whether a program or a library is installed.</summary>
    internal static bool IsThere(string name) => name.StartsWith("lib", StringComparison.Ordinal)
        ? NativeLibraryIsThere(name)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>What rank 0 reports of each matrix.</summary>
    internal static async Task<RankReport[]> RunAsync(string launcher, int size, params string[] arguments)
    {
        using Process process = Start("TorchCurvature.Ranks", launcher, size, arguments);
        (int exitCode, string output, string error) = await EndAsync(process);
        Assert.True(exitCode == 0, error);
        // A launcher's pseudo-terminal gets a few signs of the console's before the text.
        string[] lines = output[output.IndexOf('{', StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<RankReport>(line)!)];
    }

    /// <summary>Starts a program of this folder's in several processes.</summary>
    internal static Process Start(
        string name, string launcher, int size, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, name);
        string[] words = launcher switch
        {
            Alone => [program, .. arguments],
            OpenMpi =>
            [
                OpenMpi, "--oversubscribe", "--allow-run-as-root", "--mca", "mpi_yield_when_idle", "1", "-n", $"{size}", program,
                .. arguments,
            ],
            _ => [launcher, "-n", $"{size}", program, .. arguments],
        };
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string variable, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The ranks that run with a word in their command line, as the system has them.</summary>
    internal static IReadOnlyList<RankProcess> ProcessesWith(string word)
    {
        List<RankProcess> found = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                string[] variables = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
                string? rank = variables.FirstOrDefault(v => v.StartsWith("OMPI_COMM_WORLD_RANK=", StringComparison.Ordinal))
                    ?? variables.FirstOrDefault(v => v.StartsWith("PMI_RANK=", StringComparison.Ordinal));
                if (rank is not null && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(word, StringComparison.Ordinal))
                {
                    found.Add(new RankProcess(
                        int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
                        int.Parse(rank.Split('=')[1], CultureInfo.InvariantCulture)));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another user's.
            }
        }

        return found;
    }

    /// <summary>Waits for a process; its exit code and what all processes wrote.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, error);
    }

    // Asked in a way that does not load it into this process.
    private static bool NativeLibraryIsThere(string name) => Directory.Exists("/usr/lib")
        && Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Prepend("/usr/lib").Any(f => File.Exists(Path.Combine(f, name)));
}
