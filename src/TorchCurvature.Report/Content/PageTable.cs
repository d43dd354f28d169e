namespace TorchCurvature.Report.Content;

/// <summary>A table of a page.</summary>
/// <param name="Id">Its name in the page.</param>
/// <param name="Title">What it holds.</param>
/// <param name="Columns">Names of its columns.</param>
/// <param name="Rows">As many cells each.</param>
internal sealed record PageTable(string Id, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows);
