using System.Globalization;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>The table of a fuzzing run.</summary>
internal static class FuzzTable
{
    private static readonly string[] s_titles =
        ["reader", "inputs", "read", "refused", "undocumented", "hangs", "too large", "most over file size", "slowest ms"];

    public static void Print(IReadOnlyList<FuzzTally> tallies, TimeSpan time)
    {
        string[][] rows = [s_titles, .. tallies.Select(Row), Total(tallies)];
        int[] widths = [.. s_titles.Index().Select(column => rows.Max(row => row[column.Index].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> numbers = row.Index().Skip(1).Select(cell => cell.Item.PadLeft(widths[cell.Index]));
            Console.WriteLine(string.Join("  ", numbers.Prepend(row[0].PadRight(widths[0]))));
        }

        Console.WriteLine($"{Number(tallies.Sum(t => t.Inputs))} inputs in {Number((long)time.TotalSeconds)} s");
    }

    private static string[] Row(FuzzTally tally) =>
    [
        tally.Reader, Number(tally.Inputs), Number(tally.Read), Number(tally.Refused), Number(tally.Undocumented), Number(tally.Hangs),
        Number(tally.Gluttons), $"{Number(tally.MostBytes / 1024)} KiB of {Number(tally.SizeOfMost)} B",
        Number((long)tally.SlowestMilliseconds),
    ];

    private static string[] Total(IReadOnlyList<FuzzTally> tallies) =>
    [
        "all", Number(tallies.Sum(t => t.Inputs)), Number(tallies.Sum(t => t.Read)), Number(tallies.Sum(t => t.Refused)),
        Number(tallies.Sum(t => t.Undocumented)), Number(tallies.Sum(t => t.Hangs)), Number(tallies.Sum(t => t.Gluttons)), "", "",
    ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
