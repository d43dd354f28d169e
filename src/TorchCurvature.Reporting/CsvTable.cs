using System.Globalization;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>A table of a run as comma-separated text: a header, lines that end in a single line feed, and numbers with a decimal point wherever the machine stands.</summary>
public static class CsvTable
{
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
        run.Write(name, path =>
        {
            using var writer = new StreamWriter(path) { NewLine = "\n" };
            writer.WriteLine(header);
            foreach (FormattableString line in lines)
            {
                writer.WriteLine(line.ToString(CultureInfo.InvariantCulture));
            }
        });
    }
}
