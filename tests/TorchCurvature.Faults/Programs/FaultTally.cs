using System.Globalization;

namespace TorchCurvature.Faults.Programs;

/// <summary>What became of the runs of one command line that faults hit.</summary>
/// <param name="run">Its name.</param>
internal sealed class FaultTally(string run)
{
    public string Run => run;

    /// <summary>Faults that hit a run under way.</summary>
    public int Hits { get; set; }

    /// <summary>Runs that went on to their end.</summary>
    public int Finished { get; set; }

    /// <summary>Things that ought not to be.</summary>
    public int Findings { get; private set; }

    /// <summary>Prints and counts what ought not to be.</summary>
    public void Find(string what)
    {
        Findings++;
        Console.WriteLine($"{run}: {what}");
    }

    /// <summary>Prints a table.</summary>
    /// <returns>The exit code: 1 where there are findings.</returns>
    public static int Print(string hits, IReadOnlyList<FaultTally> tallies)
    {
        Line("run", hits, "finished", "findings");
        foreach (FaultTally tally in tallies)
        {
            Line(tally.Run, Number(tally.Hits), Number(tally.Finished), Number(tally.Findings));
        }

        Line("all", Number(tallies.Sum(t => t.Hits)), Number(tallies.Sum(t => t.Finished)), Number(tallies.Sum(t => t.Findings)));
        return tallies.Any(t => t.Findings > 0) ? 1 : 0;
    }

    private static void Line(params string[] cells) => Console.WriteLine($"{cells[0],-12} {cells[1],10} {cells[2],10} {cells[3],10}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
