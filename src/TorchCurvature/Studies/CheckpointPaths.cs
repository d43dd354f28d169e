using TorchCurvature.Settings;

namespace TorchCurvature.Studies;

/// <summary>Finds the files of checkpoints by patterns, and puts them in the order of the numbers in their names.</summary>
public static class CheckpointPaths
{
    private const string AnyFolders = "**";

    private static readonly EnumerationOptions s_byName = new() { MatchType = MatchType.Simple, IgnoreInaccessible = true };

    /// <summary>
    /// The files that match any of the patterns, each once, in natural order: <c>step-2.pt</c> before <c>step-10.pt</c>.
    /// </summary>
    /// <param name="patterns">
    /// Paths in which <c>*</c> stands for any letters of a name, <c>?</c> for one, and <c>**</c> for any folders, none included.
    /// </param>
    /// <exception cref="SettingException">A pattern matches no file.</exception>
    public static IReadOnlyList<string> Find(params IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        return [.. patterns.SelectMany(Matches).Distinct().Order(new NaturalOrder())];
    }

    private static string[] Matches(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] segments = pattern[root.Length..].Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

        // A name may hold the letters that patterns are made of.
        string[] found = File.Exists(pattern) ? [pattern] : segments.Length == 0 ? [] : [.. FilesIn(root, segments)];
        return found.Length > 0 ? found : throw NoneOf(pattern);
    }

    private static IEnumerable<string> FilesIn(string folder, string[] segments)
    {
        (string segment, string[] rest) = (segments[0], segments[1..]);
        if (segment == AnyFolders)
        {
            string[] inEach = rest.Length == 0 ? ["*"] : rest;
            return FilesIn(folder, inEach).Concat(FoldersIn(folder, "*").SelectMany(inner => FilesIn(inner, segments)));
        }

        if (rest.Length == 0)
        {
            return Named(folder, segment, Directory.EnumerateFiles);
        }

        bool isPattern = segment.AsSpan().ContainsAny('*', '?');
        return (isPattern ? FoldersIn(folder, segment) : [Path.Combine(folder, segment)]).SelectMany(inner => FilesIn(inner, rest));
    }

    private static IEnumerable<string> FoldersIn(string folder, string pattern) => Named(folder, pattern, Directory.EnumerateDirectories);

    // Paths begin as the pattern does, so that one from here stays one from here.
    private static IEnumerable<string> Named(
        string folder, string pattern, Func<string, string, EnumerationOptions, IEnumerable<string>> entries)
    {
        string place = folder.Length == 0 ? "." : folder;
        return Directory.Exists(place)
            ? entries(place, pattern, s_byName).Select(entry => Path.Combine(folder, Path.GetFileName(entry)))
            : [];
    }

    private static SettingException NoneOf(string pattern) => new(Directory.Exists(pattern)
        ? $"'{pattern}' is a folder: say which of its files are checkpoints, as '{Path.Combine(pattern, "*.pt")}'."
        : $"No file matches '{pattern}' from {Directory.GetCurrentDirectory()}. "
            + "Checkpoints are files, or a pattern in quotes such as 'runs/*/step-*.pt'.");
}
