using System.Globalization;

namespace TorchCurvature.Experiments.Claims;

/// <summary>A row of a table that an experiment has written.</summary>
/// <param name="File">The table's file.</param>
/// <param name="Cells">What stands in each column.</param>
internal sealed record PublishedRow(string File, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The text in a column.</summary>
    /// <exception cref="MissingResultException">There is no such column.</exception>
    public string Text(string column) => Cells.TryGetValue(column, out string? text)
        ? text
        : throw new MissingResultException($"{File} has no column {column}, as an earlier version wrote it");

    /// <summary>The number in a column; null where the cell is empty.</summary>
    /// <exception cref="MissingResultException">There is no such column, or it holds another thing.</exception>
    public double? NumberOrNone(string column)
    {
        string text = Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new MissingResultException($"{File} has '{text}' in column {column}, which is not a number");
    }

    /// <summary>The number in a column.</summary>
    /// <exception cref="MissingResultException">There is no such column, or no number in it.</exception>
    public double Number(string column) =>
        NumberOrNone(column) ?? throw new MissingResultException($"{File} has an empty cell in column {column}");

    /// <summary>The whole number in a column.</summary>
    /// <exception cref="MissingResultException">There is no such column, or no number in it.</exception>
    public int Whole(string column) => (int)Number(column);
}
