using System.Globalization;

namespace TorchCurvature.Reporting;

/// <summary>A column of a table: what its header says, and what a row has in it. A cell without a value is empty.</summary>
/// <typeparam name="T">What a row of the table is about.</typeparam>
internal sealed class Column<T>
{
    private readonly Func<T, string?> _cell;

    /// <summary>A column of text, which is quoted where it holds a comma, a quote or the end of a line.</summary>
    /// <param name="header">The column's name.</param>
    /// <param name="cell">The text of a row.</param>
    public Column(string header, Func<T, string?> cell)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(header);
        ArgumentNullException.ThrowIfNull(cell);
        Header = header;
        _cell = cell;
    }

    /// <summary>A column of real numbers.</summary>
    /// <param name="header">The column's name.</param>
    /// <param name="cell">The number of a row.</param>
    /// <param name="format">How it is written, as a format of <see cref="double.ToString(string?, IFormatProvider?)"/>.</param>
    public Column(string header, Func<T, double?> cell, string format = CsvTable.Exact)
        : this(header, row => cell(row)?.ToString(format, CultureInfo.InvariantCulture))
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentException.ThrowIfNullOrWhiteSpace(format);
    }

    /// <summary>A column of whole numbers.</summary>
    /// <param name="header">The column's name.</param>
    /// <param name="cell">The number of a row.</param>
    public Column(string header, Func<T, long?> cell)
        : this(header, row => cell(row)?.ToString(CultureInfo.InvariantCulture)) => ArgumentNullException.ThrowIfNull(cell);

    /// <summary>A column that says <c>true</c> or <c>false</c>.</summary>
    /// <param name="header">The column's name.</param>
    /// <param name="cell">What holds of a row.</param>
    public Column(string header, Func<T, bool> cell)
        : this(header, row => cell(row) ? "true" : "false") => ArgumentNullException.ThrowIfNull(cell);

    /// <summary>The column's name.</summary>
    public string Header { get; }

    /// <summary>The cell of a row, as it stands in the file.</summary>
    /// <param name="row">The row.</param>
    public string CellOf(T row)
    {
        string text = _cell(row) ?? "";
        return text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
