using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using TorchCurvature.Faults.Programs;

namespace TorchCurvature.Faults.Memory;

/// <summary>The verb <c>memory</c>.</summary>
internal static partial class MemoryCommand
{
    private const double Tolerance = 0.15;

    private static readonly Option<int> s_first = new("--first") { Description = "Number of the first run.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> s_last = new("--last")
    {
        Description = "Number of the last run.",
        DefaultValueFactory = _ => MemoryRun.All.Count,
    };

    public static Command Build()
    {
        var command = new Command("memory", "What runs say that they will have taken at their peak against what the system counts.")
        {
            s_first, s_last,
        };
        command.SetAction(parsed => Run(parsed.GetValue(s_first), parsed.GetValue(s_last)));
        return command;
    }

    private static int Run(int first, int last)
    {
        string folder = Directory.CreateTempSubdirectory("torchcurvature-memory-").FullName;
        int off = 0;
        Console.WriteLine("run  said MiB  taken MiB   said/taken  container MB");
        for (int number = first; number <= Math.Min(last, MemoryRun.All.Count); number++)
        {
            MemoryRun run = MemoryRun.All[number - 1];
            (double said, double taken, string failure) = Measure(run, folder);
            string limit = run.LimitMegabytes?.ToString(CultureInfo.InvariantCulture) ?? "-";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{number,3}  {said / 1048576,8:0}  {taken / 1048576,9:0}  {said / taken,11:0.00}  {limit,12}  {run.Arguments} {failure}"));
            off += failure.Length > 0 || !(Math.Abs((said / taken) - 1) <= Tolerance) ? 1 : 0;
        }

        Directory.Delete(folder, recursive: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{off} runs failed, or were off by more than {Tolerance:0 %}."));
        return off == 0 ? 0 : 1;
    }

    /// <summary>Bytes that a run says and takes, and why it failed; nothing where it did not.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where it works.</param>
    internal static (double Said, double Taken, string Failure) Measure(MemoryRun run, string folder)
    {
        using Container? container = run.LimitMegabytes is { } limit ? new Container(limit) : null;
        using var process = new CurvatureProcess(folder, container?.Launcher ?? [], [.. run.Arguments.Split(' '), "--threads", "1"]);
        double taken = 0;
        while (!process.WaitFor(TimeSpan.FromMilliseconds(5)))
        {
            taken = Math.Max(taken, process.PeakBytes); // the system counts the peak; the last look is some milliseconds before the end
        }

        process.WaitForEnd();
        Match said = PeakSentence().Match(process.Output);
        string failure = process.ExitCode == 0 && said.Success ? "" : $"exit code {process.ExitCode}: {process.Error}";
        double unit = said.Groups["unit"].Value == "GiB" ? 1 << 30 : 1 << 20;
        return (said.Success ? double.Parse(said.Groups["number"].Value, CultureInfo.InvariantCulture) * unit : double.NaN, taken, failure);
    }

    [GeneratedRegex(@"(?<number>[0-9.]+) (?<unit>[MG]iB) at the peak")]
    private static partial Regex PeakSentence();
}
