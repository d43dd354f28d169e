using System.CommandLine;
using TorchCurvature.Report;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The folder of a run's results, whether it may replace an earlier one, and what the run shows.</summary>
internal sealed record ResultOptions(string Folder, bool Force, bool IsDryRun, bool AsJson)
{
    private static readonly Option<string?> OutOption = new("--out")
    {
        Description = "Folder for the results. Required.",
        HelpName = "dir",
    };

    private static readonly Option<bool> ForceOption = new("--force")
    {
        Description = "Replace a finished run, or other files of the same names, in that folder.",
    };

    private static readonly Option<bool> DryRunOption = new("--dry-run")
    {
        Description = "Say what the run takes, time and memory, and neither compute nor write anything.",
    };

    private static readonly Option<bool> JsonOption = new("--json")
    {
        Description = "Print run.json and nothing else.",
    };

    private static readonly Option<bool> QuietOption = new("--quiet") { Description = "Print errors only." };

    public static IReadOnlyList<Option> All { get; } = [OutOption, ForceOption, DryRunOption, JsonOption, QuietOption];

    /// <summary>Those of verbs that compute so little, or so much, that nothing is said of it beforehand.</summary>
    public static IReadOnlyList<Option> WithoutPlan { get; } = [OutOption, ForceOption, JsonOption, QuietOption];

    /// <summary>Those that say what to do with a folder and what to show, and nothing of what is computed: no manifest has them.</summary>
    public static IReadOnlyList<Option> OfThisRunAlone { get; } = [ForceOption, DryRunOption, JsonOption, QuietOption];

    /// <summary>The option that runs which go on do not take.</summary>
    public static Option ForceItself => ForceOption;

    /// <summary>Whether a command line asks for neither progress nor summary.</summary>
    public static bool AreSilent(ParseResult parsed) =>
        parsed.GetValue(QuietOption) || (parsed.GetValue(JsonOption) && !parsed.GetValue(DryRunOption));

    /// <param name="parsed">The command line.</param>
    /// <param name="example">The name of a folder in the message that asks for one.</param>
    /// <exception cref="UsageException">No folder is named, and the run writes.</exception>
    public static ResultOptions Read(ParseResult parsed, string example)
    {
        (bool isDryRun, string folder) = (parsed.GetValue(DryRunOption), parsed.GetValue(OutOption) ?? "");
        return folder.Length > 0 || isDryRun
            ? new ResultOptions(folder, parsed.GetValue(ForceOption), isDryRun, parsed.GetValue(JsonOption))
            : throw new UsageException($"Say where the results go, for example: --out runs/{example}");
    }

    /// <summary>
    /// Opens the folder for a run that writes files of these names, and its page; no other process may write to it meanwhile.
    /// </summary>
    public RunDirectory Open(params IReadOnlyList<string> files)
    {
        RunDirectory directory = RunDirectory.Open(Folder, Force, [.. files, ReportPage.FileName]);
        HeldFolders.Keep(Folder);
        return directory;
    }

    /// <summary>Refuses to begin anew, without being asked to, where an interrupted run can go on.</summary>
    /// <param name="states">Files that a run goes on from.</param>
    /// <exception cref="UsageException">There is one of them.</exception>
    public void KeepInterruptedRun(params IReadOnlyList<string> states)
    {
        if (!Force && states.Any(name => File.Exists(Path.Combine(Folder, name))))
        {
            HeldFolders.Keep(Folder); // it may be under way
            throw new UsageException(
                $"'{Folder}' holds an interrupted run that can go on: --resume goes on with it, --force begins anew.");
        }
    }

    /// <summary>Refuses to write where something is that the command reads, whether or not it may replace what is there.</summary>
    /// <param name="inputs">Folders of runs, and files in them.</param>
    /// <exception cref="UsageException">One of them is a run in this folder.</exception>
    public void KeepInputs(IEnumerable<string> inputs)
    {
        if (inputs.FirstOrDefault(IsHere) is { } input)
        {
            throw new UsageException($"--out '{Folder}' is the folder of '{input}', which this command reads. Choose another --out.");
        }

        bool IsHere(string input)
        {
            string folder = Directory.Exists(input) ? input : Path.GetDirectoryName(Path.GetFullPath(input))!;
            return File.Exists(Path.Combine(folder, RunDirectory.ManifestName)) && Real(folder) == Real(Folder);
        }
    }

    // A link leads to the folder that it names.
    private static string Real(string folder)
    {
        var directory = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        FileSystemInfo? target = directory.Exists ? directory.ResolveLinkTarget(returnFinalTarget: true) : null;
        return target?.FullName ?? directory.FullName;
    }
}
