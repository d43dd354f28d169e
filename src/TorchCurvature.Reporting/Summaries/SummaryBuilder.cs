namespace TorchCurvature.Reporting.Summaries;

/// <summary>Builds a table with a column for each of a few things, row by row.</summary>
/// <typeparam name="T">What a column is about.</typeparam>
/// <param name="head">The head of the labels' column.</param>
/// <param name="subjects">What the columns are about.</param>
/// <param name="nameOf">The head of a column.</param>
internal sealed class SummaryBuilder<T>(string head, IReadOnlyList<T> subjects, Func<T, string> nameOf)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row with a cell for each subject.</summary>
    public SummaryBuilder<T> Row(string label, Func<T, string> cell)
    {
        _rows.Add([label, .. subjects.Select(cell)]);
        return this;
    }

    /// <summary>Adds a row where something holds.</summary>
    public SummaryBuilder<T> RowIf(bool isWanted, string label, Func<T, string> cell) => isWanted ? Row(label, cell) : this;

    /// <summary>Adds a row that says one thing of all subjects, below the last.</summary>
    public SummaryBuilder<T> RowOfAll(string label, string cell)
    {
        _rows.Add([label, .. Enumerable.Repeat("", subjects.Count - 1), cell]);
        return this;
    }

    /// <summary>The table.</summary>
    public SummaryTable Build(string? caption = null) => new(head, [.. subjects.Select(nameOf)], _rows) { Caption = caption };
}
