namespace TorchCurvature.Reporting.Summaries;

/// <summary>A small table for readers, such as a terminal shows at the end of a run.</summary>
/// <param name="Title">What it is about; it heads the labels where their column has no head of its own, and stands above otherwise. Empty for none.</param>
/// <param name="Columns">The heads of its columns; the first column holds labels.</param>
/// <param name="Rows">Its rows from top to bottom, a cell for each column.</param>
public sealed record SummaryTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A note below it; null for none.</summary>
    public string? Caption { get; init; }

    /// <summary>Columns beside the first whose text begins at their left edge, by their places; the others hold numbers.</summary>
    public IReadOnlySet<int> TextColumns { get; init; } = new HashSet<int>();
}
