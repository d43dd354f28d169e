namespace TorchCurvature.Reporting.Summaries;

/// <summary>A small table for people: text in rows and columns, the first column to the left and the others to the right.</summary>
/// <param name="Title">What it is about; it heads the first column where that has no head of its own, and stands above otherwise.</param>
/// <param name="Columns">The head of every column, the first one among them.</param>
/// <param name="Rows">As many cells each as there are columns.</param>
public sealed record SummaryTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A sentence below the table; null for none.</summary>
    public string? Caption { get; init; }
}
