using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>
/// What every verb that looks at trained networks is asked for: finished runs or files, where to compute, and where the results go.
/// </summary>
internal sealed record LandscapeOptions(
    string Verb, IReadOnlyList<string> Networks, NetworkRecord? OfFiles, string? DataDirectory, MachineOptions Machine,
    ResultOptions Results)
{
    private static readonly Option<string?> DataDirectoryOption = new("--data-dir")
    {
        Description = "Images: folder of the files, if not the first run's.",
        HelpName = "dir",
    };

    /// <summary>An argument that names a trained network.</summary>
    public static Argument<string> Run(string name) => new(name)
    {
        Description = name == "A"
            ? "Folder of a finished run of train or spectrum, whose data are taken; or a file of a network or its weights, with --data and "
                + "--model."
            : "The same, of another network with the same parameters.",
        HelpName = name,
    };

    /// <summary>The same, for a run that a command can do without.</summary>
    public static Argument<string> OptionalRun(string name)
    {
        Argument<string> run = Run(name);
        run.Arity = ArgumentArity.ZeroOrOne;
        return run;
    }

    /// <summary>The option that both paths between two networks have.</summary>
    public static Option<bool> MatchUnits() => new("--match-units")
    {
        Description = "Fully connected networks: permute B's hidden units to be nearest to A (weight matching).",
    };

    /// <summary>A command with these options after its own.</summary>
    public static Verb Command(
        string name, string description, IReadOnlyList<string> examples, IReadOnlyList<Argument<string>> runs,
        params IReadOnlyList<Option> own)
    {
        var command = new Verb(name, description, examples);
        foreach (Argument<string> run in runs)
        {
            command.Add(run);
        }

        command.Add(OptionGroup.Landscape, own);
        FileArguments.AddTo(command);
        command.Add(OptionGroup.Data, DataDirectoryOption);
        command.Add(OptionGroup.Machine, MachineOptions.All);
        command.Add(OptionGroup.Output, ResultOptions.All);
        return command;
    }

    public static LandscapeOptions Read(ParseResult parsed, IReadOnlyList<Argument<string>> runs)
    {
        string verb = parsed.CommandResult.Command.Name;
        return new LandscapeOptions(
            verb,
            [.. runs.Select(run => parsed.GetValue(run)).OfType<string>()],
            FileArguments.Read(parsed),
            parsed.GetValue(DataDirectoryOption),
            MachineOptions.Read(parsed),
            ResultOptions.Read(parsed, verb));
    }
}
