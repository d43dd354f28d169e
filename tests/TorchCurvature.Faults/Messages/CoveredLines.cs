using System.Globalization;
using System.Xml.Linq;

namespace TorchCurvature.Faults.Messages;

/// <summary>
/// Which lines of the sources a run of the tests came through, by a file of <c>tests/coverage.sh</c> in Cobertura's format.
/// </summary>
internal sealed class CoveredLines
{
    private readonly Dictionary<string, SortedList<int, bool>> _files = [];

    /// <summary>Reads a file.</summary>
    public CoveredLines(string path)
    {
        var report = XDocument.Load(path);
        // What all files have in common, which is not always the same folder.
        string root = report.Descendants("source").FirstOrDefault()?.Value ?? "";
        foreach (XElement type in report.Descendants("class"))
        {
            string file = Path.GetFullPath(Path.Combine(root, (string)type.Attribute("filename")!));
            if (!_files.TryGetValue(file, out SortedList<int, bool>? lines))
            {
                _files[file] = lines = [];
            }

            foreach (XElement line in type.Element("lines")!.Elements("line"))
            {
                int number = int.Parse((string)line.Attribute("number")!, CultureInfo.InvariantCulture);
                lines[number] = IsWholly(line) && lines.GetValueOrDefault(number, true);
            }
        }
    }

    /// <summary>The paths of the files, where the tests were built.</summary>
    public IEnumerable<string> Files => _files.Keys;

    /// <summary>
    /// Whether the tests took every way through the statement that has a line; null where no statement begins at that line or before it.
    /// </summary>
    public bool? AreTaken(string file, int line)
    {
        SortedList<int, bool> lines = _files[file];
        int begin = lines.Keys.LastOrDefault(number => number <= line);
        return begin == 0 ? null : lines[begin];
    }

    // "50% (1/2)": one way of two.
    private static bool IsWholly(XElement line)
    {
        bool isHit = (string)line.Attribute("hits")! != "0";
        return isHit && ((string?)line.Attribute("condition-coverage") ?? "100%").StartsWith("100%", StringComparison.Ordinal);
    }
}
