using System.CommandLine;
using System.CommandLine.Parsing;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that mean something only beside certain others, and are refused without them.</summary>
internal static class Applicability
{
    private static readonly Dictionary<Option, List<Func<Func<Option, OptionResult?>, bool>>> Conditions = [];

    /// <summary>Refuses the option, where the command line gives it, unless another option is one of the words.</summary>
    public static TOption OnlyWith<TOption>(this TOption option, Option<string> other, params string[] words)
        where TOption : Option
    {
        // A mistyped word of the other option has its own message.
        return option.Require(
            find => find(other) is not { } found || found.Errors.Any() || words.Contains(found.GetValueOrDefault<string>()),
            find => $"{option.Name} is for {other.Name} {string.Join(" or ", words)}, and {other.Name} is "
                + $"{find(other)!.GetValueOrDefault<string>()}: leave out {option.Name}, or choose {other.Name} {words[0]}.");
    }

    /// <summary>Refuses the option, where the command line gives it, unless another option's value is of one of some kinds.</summary>
    /// <param name="option">The option.</param>
    /// <param name="other">The other one.</param>
    /// <param name="kindOf">The kind of a value.</param>
    /// <param name="kinds">The kinds, as messages name them.</param>
    public static TOption OnlyWithKind<TOption>(
        this TOption option, Option<string> other, Func<string?, string> kindOf, params string[] kinds)
        where TOption : Option =>
        option.Require(
            find => find(other) is not { } found || found.Errors.Any() || kinds.Contains(kindOf(found.GetValueOrDefault<string>())),
            find => $"{option.Name} is for {other.Name} {string.Join(" or ", kinds)}, and {other.Name} is "
                + $"{find(other)!.GetValueOrDefault<string>()}: leave out {option.Name}, or choose {other.Name} {kinds[0]}.");

    /// <summary>Refuses the option, where the command line gives it, unless it gives another one too.</summary>
    public static TOption OnlyBeside<TOption>(this TOption option, Option other)
        where TOption : Option =>
        option.Require(
            find => find(other) is { Implicit: false },
            _ => $"{option.Name} is for runs with {other.Name}: leave out {option.Name}, or give {other.Name} too.");

    /// <summary>Refuses others, where the command line gives them, beside this option, which says what they would say.</summary>
    public static TOption InPlaceOf<TOption>(this TOption option, params Option[] others)
        where TOption : Option
    {
        foreach (Option other in others)
        {
            other.Require(
                find => find(option) is not { Implicit: false },
                _ => $"{other.Name} means nothing beside {option.Name}: leave one of them out.");
        }

        return option;
    }

    /// <summary>Whether an option means something beside the others of a command line.</summary>
    public static bool Applies(Option option, ParseResult parsed) =>
        !Conditions.TryGetValue(option, out List<Func<Func<Option, OptionResult?>, bool>>? conditions)
            || conditions.TrueForAll(holds => holds(parsed.GetResult));

    private static TOption Require<TOption>(
        this TOption option, Func<Func<Option, OptionResult?>, bool> holds, Func<Func<Option, OptionResult?>, string> otherwise)
        where TOption : Option
    {
        if (!Conditions.TryGetValue(option, out List<Func<Func<Option, OptionResult?>, bool>>? conditions))
        {
            Conditions.Add(option, conditions = []);
        }

        conditions.Add(holds);
        option.Validators.Add(result =>
        {
            if (!result.Implicit && !holds(result.GetResult))
            {
                result.AddError(otherwise(result.GetResult));
            }
        });
        return option;
    }
}
