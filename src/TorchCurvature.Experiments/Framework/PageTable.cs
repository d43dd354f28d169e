namespace TorchCurvature.Experiments.Framework;

/// <summary>Tables on the pages of experiments, in Markdown.</summary>
internal static class PageTable
{
    /// <summary>A table, without a line break at its end.</summary>
    public static string Of<T>(IEnumerable<T> rows, params IReadOnlyList<PageColumn<T>> columns)
    {
        var lines = new List<string> { Line(columns.Select(c => c.Header)), Line(columns.Select(_ => "---")) };
        lines.AddRange(rows.Select(row => Line(columns.Select(c => FormattableString.Invariant(c.Cell(row))))));
        return string.Join('\n', lines);
    }

    /// <summary>Plain text for a cell, in which a bar is no border.</summary>
    public static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>An outcome for a cell, in bold where the claim is decided.</summary>
    public static string Marked(Outcome outcome) =>
        outcome is Outcome.Holds or Outcome.DoesNotHold ? $"**{outcome.Words()}**" : outcome.Words();

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
