namespace TorchCurvature.Settings;

/// <summary>The word that a mistyped one was probably meant to be.</summary>
internal static class NearestWord
{
    /// <summary>The question whether one of the words was meant, with a space before it; empty where none is near.</summary>
    public static string Question(string value, IEnumerable<string> words) =>
        words.MinBy(word => Distance(word, value)) is { } nearest && Distance(nearest, value) <= Math.Max(2, nearest.Length / 2)
            ? $" Did you mean '{nearest}'?"
            : "";

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
