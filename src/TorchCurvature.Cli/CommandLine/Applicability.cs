using System.CommandLine;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that mean something only beside certain words of another option, and are refused beside the others.</summary>
internal static class Applicability
{
    private static readonly Dictionary<Option, (Option<string> Other, string[] Words)> Conditions = [];

    /// <summary>Refuses the option, where the command line gives it, unless another option is one of the words.</summary>
    public static TOption OnlyWith<TOption>(this TOption option, Option<string> other, params string[] words)
        where TOption : Option
    {
        Conditions.Add(option, (other, words));
        option.Validators.Add(result =>
        {
            // A mistyped word of the other option has its own message.
            if (!result.Implicit && result.GetResult(other)?.Errors.Any() != true && result.GetValue(other) is { } word && !words.Contains(word))
            {
                result.AddError($"{option.Name} is for {other.Name} {string.Join(" or ", words)}, and {other.Name} is {word}: leave out {option.Name}, or choose {other.Name} {words[0]}.");
            }
        });
        return option;
    }

    /// <summary>Whether an option means something beside the others of a command line.</summary>
    public static bool Applies(Option option, ParseResult parsed) =>
        !Conditions.TryGetValue(option, out (Option<string> Other, string[] Words) condition) || condition.Words.Contains(parsed.GetValue(condition.Other));
}
