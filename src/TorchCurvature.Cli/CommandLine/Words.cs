namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that take one of a few words, and say which one a mistyped word was meant to be.</summary>
internal static class Words
{
    public static System.CommandLine.Option<string> Option(string name, string description, string otherwise, params string[] words)
    {
        var option = new System.CommandLine.Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => otherwise,
        };
        option.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !words.Contains(value))
            {
                result.AddError(Refusal(name, value, words));
            }
        });
        return option;
    }

    /// <summary>The same for a word that has to be given.</summary>
    public static System.CommandLine.Argument<string> Argument(string name, string description, params string[] words)
    {
        var argument = new System.CommandLine.Argument<string>(name) { Description = description, HelpName = string.Join('|', words) };
        argument.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !words.Contains(value))
            {
                result.AddError(Refusal(name, value, words));
            }
        });
        return argument;
    }

    /// <summary>The question whether one of the words was meant, with a space before it; empty where none is near.</summary>
    public static string Guess(string value, IEnumerable<string> words) =>
        words.MinBy(word => Distance(word, value)) is { } nearest && Distance(nearest, value) <= Math.Max(2, nearest.Length / 2) ? $" Did you mean '{nearest}'?" : "";

    private static string Refusal(string name, string value, string[] words) => $"{name} '{value}' is none of {string.Join(", ", words)}.{Guess(value, words)}";

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
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
