using System.Globalization;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// A table of a run as comma-separated text: a header, lines that end in a single line feed, and numbers with a decimal point wherever the
/// machine stands.
/// </summary>
internal static class CsvTable
{
    /// <summary>The format of numbers in which 17 digits give back the same float64.</summary>
    public const string Exact = "G17";

    /// <summary>The format of numbers in the fewest digits that give back the same float64.</summary>
    public const string Shortest = "R";

    /// <summary>Writes a table row by row.</summary>
    /// <typeparam name="T">What a row is about.</typeparam>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="rows">The rows from top to bottom; none leaves the header alone.</param>
    /// <param name="columns">The columns from left to right; at least one.</param>
    /// <exception cref="ArgumentException">There is no column.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(RunDirectory run, string name, IEnumerable<T> rows, IReadOnlyList<Column<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
        {
            throw new ArgumentException("A table needs at least one column.", nameof(columns));
        }

        string header = string.Join(',', columns.Select(c => c.Header));
        WriteLines(run, name, header, rows.Select(row => string.Join(',', columns.Select(c => c.CellOf(row)))));
    }

    /// <summary>Writes a table line by line.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="header">Names of the columns, with commas between.</param>
    /// <param name="lines">The lines; a number written with <c>:G17</c> reads back as the same float64.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, string name, string header, IEnumerable<FormattableString> lines)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(lines);
        WriteLines(run, name, header, lines.Select(line => line.ToString(CultureInfo.InvariantCulture)));
    }

    private static void WriteLines(RunDirectory run, string name, string header, IEnumerable<string> lines) => run.Write(name, path =>
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine(header);
        foreach (string line in lines)
        {
            writer.WriteLine(line);
        }
    });
}
