using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Report;

namespace TorchCurvature.Cli.ReportVerb;

/// <summary>The verb <c>report</c>: a page of finished runs.</summary>
internal static class ReportCommand
{
    private static readonly string[] Examples =
    [
        "curvature report runs/first",
        "curvature report runs/large-batch runs/small-batch --out runs/compared",
    ];

    private static readonly Argument<string[]> Runs = new("RUN")
    {
        Description = "The folders of runs, of this version or of one before it; several are compared in one page.",
        HelpName = "RUN",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Folder for the page. A single run's page goes into its own folder if this is left out.",
        HelpName = "dir",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a page that is in that folder." };

    public static Command Build()
    {
        var command = new Verb("report", $"Writes {ReportPage.FileName}, a page of what runs found that opens in any browser.", Examples)
        {
            Runs,
        };
        command.Add(OptionGroup.Output, Out, Force);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string[] runs = parsed.GetRequiredValue(Runs);
        string folder = FolderOf(runs, parsed.GetValue(Out));
        bool isOwnPage = runs is [var single] && Path.GetFullPath(single) == Path.GetFullPath(folder);
        if (!isOwnPage && !parsed.GetValue(Force) && File.Exists(Path.Combine(folder, ReportPage.FileName)))
        {
            throw new UsageException(
                $"'{folder}' already holds a {ReportPage.FileName}; pass --force to replace it, or choose another --out.");
        }

        Console.WriteLine($"The page is {ReportPage.Write(folder, runs)}");
        return ExitCode.Done;
    }

    private static string FolderOf(string[] runs, string? folder) => (runs, folder) switch
    {
        (_, { Length: > 0 }) => folder,
        ([var single], _) => single,
        _ => throw new UsageException("Say where the page of several runs goes, for example: --out runs/compared"),
    };
}
