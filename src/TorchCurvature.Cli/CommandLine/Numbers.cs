using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that take one number, or a few with commas, within stated bounds.</summary>
internal static class Numbers
{
    public static Option<T> Option<T>(string name, string description, T otherwise, T least, bool mustExceed = false)
        where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => otherwise };
        Constrain(option, name, least, mustExceed);
        return option;
    }

    public static Option<T?> OptionalNumber<T>(string name, string description, T least)
        where T : struct, INumber<T>
    {
        var option = new Option<T?>(name) { Description = description, HelpName = "number" };
        Constrain(option, name, least, mustExceed: false);
        return option;
    }

    public static Option<int[]> List(string name, string description, string otherwise)
    {
        var option = new Option<int[]>(name)
        {
            Description = description,
            HelpName = "number,…",
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => Parse(otherwise)!,
        };
        option.CustomParser = result =>
        {
            int[]? numbers = Parse(result.Tokens[0].Value);
            if (numbers is null)
            {
                result.AddError($"{name} '{result.Tokens[0].Value}' must be positive whole numbers with commas between them, like {otherwise}.");
            }

            return numbers ?? [];
        };
        return option;
    }

    private static void Constrain<T>(Option option, string name, T least, bool mustExceed)
        where T : struct, INumber<T> =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value)
                && (!T.IsFinite(value) || value < least || (mustExceed && value == least)))
            {
                result.AddError($"{name} must be {(mustExceed ? "more than" : "at least")} {least}, and is {text}.");
            }
        });

    private static int[]? Parse(string text)
    {
        var numbers = new List<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
