using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>A command line as the object <c>options</c> of a manifest, which <see cref="ConfigFile"/> reads.</summary>
internal static class ManifestOptions
{
    /// <summary>Every option but those that say what to do with an earlier run, by its name.</summary>
    public static JsonObject Of(ParseResult parsed)
    {
        var options = new JsonObject();
        foreach (Option option in parsed.CommandResult.Command.Options)
        {
            if (option != ConfigFile.Option && option is not HelpOption && option.Name != "--resume"
                && !ResultOptions.OfThisRunAlone.Contains(option))
            {
                options[option.Name.TrimStart('-')] = ValueOf(parsed, option);
            }
        }

        return options;
    }

    /// <summary>The value of an option, given or usual; null for one that is left out.</summary>
    public static JsonNode? ValueOf(ParseResult parsed, Option option) => option switch
    {
        _ when MachineOptions.AreThreads(option) => MachineOptions.ThreadsOf(parsed),
        Option<int> number => parsed.GetValue(number),
        Option<int?> number => parsed.GetValue(number),
        Option<long> number => parsed.GetValue(number),
        Option<long?> number => parsed.GetValue(number),
        Option<double> number => parsed.GetValue(number),
        Option<double?> number => parsed.GetValue(number),
        Option<bool> flag => parsed.GetValue(flag),
        Option<string> text => parsed.GetValue(text),
        Option<string[]> texts => parsed.GetValue(texts) is { Length: > 0 } list ? string.Join(',', list) : null,
        _ => throw new InvalidOperationException($"The manifest cannot hold the option {option.Name}."),
    };
}
