namespace TorchCurvature.Settings;

/// <summary>The word that a mistyped or shortened one was probably meant to be.</summary>
internal static class NearestWord
{
    /// <summary>The question whether one of the words was meant, with a space before it; empty where none is near.</summary>
    public static string Question(string value, IEnumerable<string> words)
    {
        string[] all = [.. words];
        string? meant = all.FirstOrDefault(word => IsShort(value.TrimStart('-'), word.TrimStart('-'))) ?? Nearest(value, all);
        return meant is null ? "" : $" Did you mean '{meant}'?";
    }

    // By initials, as lr for learning-rate and wd for weight-decay; or by its beginning.
    private static bool IsShort(string value, string word)
    {
        string initials = string.Concat(word.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => part[0]));
        return value.Length > 1 && (initials == value || (value.Length > 2 && word.StartsWith(value, StringComparison.Ordinal)));
    }

    private static string? Nearest(string value, string[] words) =>
        words.MinBy(word => Distance(word, value)) is { } nearest && Distance(nearest, value) <= Math.Max(2, nearest.Length / 2)
            ? nearest
            : null;

    // Levenshtein's edit distance.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, substituted);
            }
        }

        return row[^1];
    }
}
