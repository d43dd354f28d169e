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
        run.Write(name, file =>
        {
            using var writer = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(header);
            foreach (T row in rows)
            {
                writer.WriteLine(string.Join(',', columns.Select(c => c.CellOf(row))));
            }
        });
    }
}
