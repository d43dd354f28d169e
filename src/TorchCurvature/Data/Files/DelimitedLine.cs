using System.Text;

namespace TorchCurvature.Data.Files;

/// <summary>A line of a table of text.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Fields">Its fields, without their quotes.</param>
internal sealed record DelimitedLine(int Number, string[] Fields)
{
    /// <summary>The lines of a file that are not empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="DataFormatException">A quote is not closed on its line.</exception>
    public static IEnumerable<DelimitedLine> Of(string path, char separator)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return new DelimitedLine(number, Split(path, number, line, separator));
            }
        }
    }

    private static string[] Split(string path, int number, string line, char separator)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(separator);
        }

        List<string> fields = [];
        StringBuilder field = new();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char letter = line[i];
            bool isDoubled = isQuoted && letter == '"' && i + 1 < line.Length && line[i + 1] == '"';
            if (isDoubled)
            {
                field.Append('"');
                i++;
            }
            else if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == separator && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(letter);
            }
        }

        return isQuoted
            ? throw new DataFormatException($"{path}, line {number}: a quote is opened and not closed on its line.")
            : [.. fields, field.ToString()];
    }
}
