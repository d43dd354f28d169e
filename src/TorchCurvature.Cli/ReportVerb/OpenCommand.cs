using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Report;

namespace TorchCurvature.Cli.ReportVerb;

/// <summary>The verb <c>open</c>: shows the page of a run.</summary>
internal static class OpenCommand
{
    private static readonly string[] Examples = ["curvature open runs/first"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly Argument<string> Run = new("RUN") { Description = "The folder of a run.", HelpName = "RUN" };

    public static Command Build()
    {
        var command = new Verb("open", "Opens the page of a run in the browser.", Examples) { Run };
        command.SetAction(parsed => Open(parsed.GetRequiredValue(Run)));
        return command;
    }

    private static int Open(string run)
    {
        string page = Path.Combine(Path.GetFullPath(run), ReportPage.FileName);
        if (!File.Exists(page))
        {
            ReportPage.WriteInto(run);
        }

        Console.WriteLine(page);
        if (!HasOpened(page))
        {
            Console.WriteLine("There is nothing here to open it with: open the file above in a browser, here or on another machine.");
        }

        return ExitCode.Done;
    }

    // By the system's opener: xdg-open, open or start. Where it finds no browser, it says so at once.
    private static bool HasOpened(string page)
    {
        try
        {
            using Process? opener = Process.Start(new ProcessStartInfo(page) { UseShellExecute = true });
            return opener is null || !opener.WaitForExit(Patience) || opener.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
