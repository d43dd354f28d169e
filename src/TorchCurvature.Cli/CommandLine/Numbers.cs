using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that take one number, or a few with commas, within stated bounds.</summary>
internal static class Numbers
{
    public static Option<T> Option<T>(
        string name, string description, T otherwise, T least, bool mustExceed = false, T? most = null, T? below = null)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => otherwise };
        Constrain(option, name, least, mustExceed, most, below);
        return option;
    }

    public static Option<T?> OptionalNumber<T>(string name, string description, T least, bool mustExceed = false, T? most = null)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var option = new Option<T?>(name) { Description = description, HelpName = "n" };
        Constrain(option, name, least, mustExceed, most);
        return option;
    }

    public static Option<string> List(string name, string description, string otherwise)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "n,…", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !TryRead(text, out _))
            {
                result.AddError(
                    $"{name} '{text}' must be whole numbers from 1 to {int.MaxValue} with commas between them, like {otherwise}.");
            }
        });
        return option;
    }

    /// <summary>The numbers of an option that <see cref="List"/> made.</summary>
    public static int[] Read(string list) =>
        TryRead(list, out int[] numbers) ? numbers : throw new FormatException($"'{list}' is not a list of numbers.");

    private static void Constrain<T>(Option option, string name, T least, bool mustExceed, T? most, T? below = null)
        where T : struct, INumber<T>, IMinMaxValue<T> =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: var text }])
            {
                return;
            }

            if (Refusal(text, least, mustExceed, most ?? T.MaxValue, below) is { } refusal)
            {
                result.AddError($"{name} {refusal}");
            }
        });

    // The parser's own conversion reads a comma as a thousands separator, and 0,1 as 1.
    private static string? Refusal<T>(string text, T least, bool mustExceed, T most, T? below)
        where T : struct, INumber<T>
    {
        bool isReal = typeof(T) == typeof(double);
        NumberStyles style = isReal ? NumberStyles.Float : NumberStyles.AllowLeadingSign;
        string tooSmall = $"must be {(mustExceed ? "more than" : "at least")} {least}, and is {text}.";
        string tooLarge = $"must be at most {most}, and is {text}.";
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out T value) && !T.IsNaN(value))
        {
            if (value < least || (mustExceed && value == least))
            {
                return tooSmall;
            }

            string? notBelow = value >= below ? $"must be below {below}, and is {text}." : null;
            return value > most ? tooLarge : notBelow;
        }

        if (isReal)
        {
            return $"'{text}' is not a number, with a point for its decimals, like 0.1.";
        }

        if (!BigInteger.TryParse(text, style, CultureInfo.InvariantCulture, out BigInteger beyond))
        {
            return $"'{text}' is not a whole number, without separators, like 1000.";
        }

        return beyond < 0 ? tooSmall : tooLarge; // it is one that T cannot hold
    }

    private static bool TryRead(string list, out int[] numbers)
    {
        string[] parts = list.Split(',');
        numbers =
            [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return !numbers.Contains(0);
    }
}
