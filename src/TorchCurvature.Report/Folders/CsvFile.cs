using System.Globalization;
using Microsoft.VisualBasic.FileIO;

namespace TorchCurvature.Report.Folders;

/// <summary>A table of a run as its file has it: names of columns, and rows of as many cells.</summary>
internal sealed class CsvFile
{
    private readonly Dictionary<string, int> _places;

    private CsvFile(IReadOnlyList<string> header, IReadOnlyList<string[]> rows)
    {
        (Header, Rows) = (header, rows);
        _places = header.Index().ToDictionary(column => column.Item, column => column.Index);
    }

    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<string[]> Rows { get; }

    /// <exception cref="FormatException">A line has more or fewer cells than the first.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvFile Read(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Cells)];
        if (lines.Length == 0 || lines[0].Distinct().Count() < lines[0].Length)
        {
            throw new FormatException("it has no line of column names");
        }

        int odd = Array.FindIndex(lines, line => line.Length != lines[0].Length);
        return odd < 0
            ? new CsvFile(lines[0], lines[1..])
            : throw new FormatException($"row {odd} has {lines[odd].Length} cells, and there are {lines[0].Length} columns");
    }

    public bool Has(string column) => _places.ContainsKey(column);

    /// <exception cref="FormatException">There is no such column.</exception>
    public string Text(string[] row, string column) => row[PlaceOf(column)];

    /// <summary>The number in a cell; NaN in an empty one.</summary>
    /// <exception cref="FormatException">There is no such column, or the cell holds another thing.</exception>
    public double Number(string[] row, string column)
    {
        string text = Text(row, column);
        if (text.Length == 0)
        {
            return double.NaN;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new FormatException($"'{Shortened(text)}' in column {column} is not a number");
    }

    public double[] Numbers(IEnumerable<string[]> rows, string column) => [.. rows.Select(row => Number(row, column))];

    public double[] Numbers(string column) => Numbers(Rows, column);

    /// <summary>The rows with one text in a column after the other, in the order of the file.</summary>
    public IEnumerable<IGrouping<string, string[]>> By(string column)
    {
        int place = PlaceOf(column);
        return Rows.GroupBy(row => row[place]);
    }

    private int PlaceOf(string column) =>
        _places.TryGetValue(column, out int place) ? place : throw new FormatException($"it has no column {column}");

    // Hardly any line has a quote, and most files are long.
    private static string[] Cells(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(',');
        }

        using var parser = new TextFieldParser(new StringReader(line)) { TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        try
        {
            return parser.ReadFields() ?? [];
        }
        catch (MalformedLineException)
        {
            throw new FormatException($"a line has an open quote: '{Shortened(line)}'");
        }
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
