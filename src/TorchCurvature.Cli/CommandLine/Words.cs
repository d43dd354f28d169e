using TorchCurvature.Settings;

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

    /// <summary>The same with a name on help pages in the place of all words, where its description has them.</summary>
    public static System.CommandLine.Option<string> Called(this System.CommandLine.Option<string> option, string name)
    {
        option.HelpName = name;
        return option;
    }

    /// <summary>The same for an option that takes the path of a file too.</summary>
    public static System.CommandLine.Option<string> OptionOrPath(string name, string description, string otherwise, params string[] words)
    {
        var option = new System.CommandLine.Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', [.. words, "FILE"]),
            DefaultValueFactory = _ => otherwise,
        };
        option.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !words.Contains(value) && !LooksLikePath(value))
            {
                string question = NearestWord.Question(value, words);
                result.AddError($"{name} '{value}' must be one of {string.Join(", ", words)}, and there is no such file.{question}");
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

    private static bool LooksLikePath(string value) => value.AsSpan().ContainsAny(@"/\.,") || Path.Exists(value);

    private static string Refusal(string name, string value, string[] words) =>
        $"{name} '{value}' must be one of {string.Join(", ", words)}.{NearestWord.Question(value, words)}";
}
