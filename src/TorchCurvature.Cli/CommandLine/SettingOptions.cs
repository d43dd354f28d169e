using System.CommandLine;
using TorchCurvature.Settings;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The option of a setting of the library.</summary>
internal static class SettingOptions
{
    /// <summary>An option that takes what the setting takes.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="usual">Its value where nothing is said.</param>
    public static Option Create(Setting setting, object? usual)
    {
        string name = "--" + setting.Name;
        if (setting.ValueType == typeof(int))
        {
            return usual is int number
                ? Numbers.Option(name, setting.Description, number, LeastWhole(setting), setting.MustExceed)
                : Numbers.OptionalNumber(name, setting.Description, LeastWhole(setting), setting.MustExceed);
        }

        if (setting.ValueType == typeof(double) && usual is double real)
        {
            double least = double.IsNaN(setting.Least) ? double.NegativeInfinity : setting.Least;
            double? below = double.IsNaN(setting.Below) ? null : setting.Below;
            return Numbers.Option(name, setting.Description, real, least, setting.MustExceed, below: below);
        }

        if (setting.ValueType == typeof(bool))
        {
            return new Option<bool>(name) { Description = setting.Description };
        }

        if (setting.ValueType == typeof(IReadOnlyList<int>))
        {
            return Numbers.List(name, setting.Description, Setting.Text(usual));
        }

        if (setting.ValueType.IsEnum)
        {
            string[] words = [.. Enum.GetNames(setting.ValueType).Select(word => word.ToLowerInvariant())];
            return Words.Option(name, setting.Description, Setting.Text(usual), words);
        }

        return OfText(name, setting);
    }

    private static int LeastWhole(Setting setting) => double.IsNaN(setting.Least) ? int.MinValue : (int)setting.Least;

    private static Option<string?> OfText(string name, Setting setting)
    {
        var option = new Option<string?>(name) { Description = setting.Description, HelpName = setting.Placeholder };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && setting.Refusal(text) is { } refusal)
            {
                result.AddError($"{name} {refusal}");
            }
        });
        return option;
    }
}
