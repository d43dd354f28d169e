using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that take one number, or a few with commas, within stated bounds.</summary>
internal static class Numbers
{
    public static Option<T> Option<T>(string name, string description, T otherwise, T least, bool mustExceed = false, T? most = null)
        where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => otherwise };
        Constrain(option, name, least, mustExceed, most);
        return option;
    }

    public static Option<T?> OptionalNumber<T>(string name, string description, T least)
        where T : struct, INumber<T>
    {
        var option = new Option<T?>(name) { Description = description, HelpName = "number" };
        Constrain(option, name, least, mustExceed: false, most: null);
        return option;
    }

    public static Option<string> List(string name, string description, string otherwise)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "number,…", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !TryRead(text, out _))
            {
                result.AddError($"{name} '{text}' must be positive whole numbers with commas between them, like {otherwise}.");
            }
        });
        return option;
    }

    /// <summary>The numbers of an option that <see cref="List"/> made.</summary>
    public static int[] Read(string list) => TryRead(list, out int[] numbers) ? numbers : throw new FormatException($"'{list}' is no list of numbers.");

    private static void Constrain<T>(Option option, string name, T least, bool mustExceed, T? most)
        where T : struct, INumber<T> =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: var text }])
            {
                return;
            }

            // The parser's own conversion reads a comma as a thousands separator, and 0,1 as 1.
            if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value))
            {
                result.AddError($"{name} '{text}' is no {(typeof(T) == typeof(double) ? "number, with a point for its decimals, like 0.1" : "whole number")}.");
            }
            else if (!T.IsFinite(value) || value < least || (mustExceed && value == least))
            {
                result.AddError($"{name} must be {(mustExceed ? "more than" : "at least")} {least}, and is {text}.");
            }
            else if (value > most)
            {
                result.AddError($"{name} must be at most {most}, and is {text}.");
            }
        });

    private static bool TryRead(string list, out int[] numbers)
    {
        string[] parts = list.Split(',');
        numbers = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return !numbers.Contains(0);
    }
}
