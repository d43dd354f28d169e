using System.CommandLine;
using TorchCurvature.Report;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The folder of a run's results, and whether it may replace an earlier one.</summary>
internal sealed record ResultOptions(string Folder, bool Force)
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

    public static IReadOnlyList<Option> All { get; } = [OutOption, ForceOption];

    /// <summary>The option that runs which go on do not take.</summary>
    public static Option ForceItself => ForceOption;

    /// <param name="parsed">The command line.</param>
    /// <param name="example">The name of a folder in the message that asks for one.</param>
    /// <exception cref="UsageException">No folder is named.</exception>
    public static ResultOptions Read(ParseResult parsed, string example) =>
        parsed.GetValue(OutOption) is { Length: > 0 } folder
            ? new ResultOptions(folder, parsed.GetValue(ForceOption))
            : throw new UsageException($"Say where the results go, for example: --out runs/{example}");

    /// <summary>Opens the folder for a run that writes files of these names, and its page.</summary>
    public RunDirectory Open(params IReadOnlyList<string> files) => RunDirectory.Open(Folder, Force, [.. files, ReportPage.FileName]);
}
