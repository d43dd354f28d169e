namespace TorchCurvature.Reporting.Summaries;

/// <summary>A small table for the eye, of text alone: the end of a run in a terminal.</summary>
/// <param name="Title">What stands above the labels of the rows.</param>
/// <param name="Columns">Names of the columns behind the labels.</param>
/// <param name="Rows">A label, and a text for each column.</param>
public sealed record SummaryTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A line above the table; null for none.</summary>
    public string? Heading { get; init; }

    /// <summary>A line below the table; null for none.</summary>
    public string? Caption { get; init; }

    /// <summary>Columns whose text begins at their left edge, by their places; the others hold numbers.</summary>
    public IReadOnlySet<int> TextColumns { get; init; } = new HashSet<int>();
}
