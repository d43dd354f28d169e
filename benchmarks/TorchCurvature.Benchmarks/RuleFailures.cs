using System.Globalization;
using TorchCurvature.Spectra;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// How often each rule that counts large eigenvalues is right on spectra of known count, wrong, or says that it does not apply: the table
/// of the tutorial.
/// </summary>
internal static class RuleFailures
{
    private const int Draws = 50;

    /// <summary>Prints the table, in Markdown.</summary>
    public static void Run()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        OutlierRule[] rules = Enum.GetValues<OutlierRule>();
        Console.WriteLine($"| spectrum | large | {string.Join(" | ", rules.Select(r => r.Name()))} |");
        Console.WriteLine($"| --- | --- |{string.Concat(rules.Select(_ => " --- |"))}");
        foreach (SyntheticSpectrum kind in SyntheticSpectrum.All)
        {
            var random = new Random(4);
            IReadOnlyList<OutlierCount>[] counts = [.. Enumerable.Range(0, Draws)
                .Select(_ => OutlierCounting.CountByEveryRule(kind.Draw(random)))];
            IEnumerable<string> cells = rules.Select((_, rule) => Cell(kind.Large, [.. counts.Select(c => c[rule])]));
            Console.WriteLine($"| {kind.Name} | {kind.Large} | {string.Join(" | ", cells)} |");
        }
    }

    // Right within one; a count in levels is right where one of them ends there.
    private static string Cell(int large, OutlierCount[] counts)
    {
        OutlierCount[] applicable = [.. counts.Where(c => c.IsApplicable)];
        if (applicable.Length == 0)
        {
            return "n/a";
        }

        int right = applicable.Count(c => EndsOf(c).Any(end => Math.Abs(end - large) <= (large == 0 ? 0 : 1)));
        int[] found = [.. applicable.Select(c => c.Count!.Value).Order()];
        string missing = applicable.Length < Draws ? $", n/a {1 - (applicable.Length / (double)Draws):0 %}" : "";
        string range = right == applicable.Length && large == 0 ? "" : $" ({found[0]}–{found[^1]})";
        return $"{right / (double)Draws:0 %}{range}{missing}";
    }

    private static IEnumerable<int> EndsOf(OutlierCount count)
    {
        int end = 0;
        return count.Levels is { } levels ? levels.Select(level => end += level) : [count.Count!.Value];
    }
}
