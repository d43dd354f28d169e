using System.CommandLine;
using TorchCurvature.Cli.CommandLine;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>What every verb that looks at finished runs is asked for: the runs, where to compute, and where the results go.</summary>
internal sealed record LandscapeOptions(
    string Verb, IReadOnlyList<string> Runs, string? DataDirectory, MachineOptions Machine, ResultOptions Results)
{
    private static readonly Option<string?> DataDirectoryOption = new("--data-dir")
    {
        Description = "Images: the folder of the data set's files, if it is no longer the one that the first run was made with.",
        HelpName = "dir",
    };

    /// <summary>An argument that names a finished run.</summary>
    public static Argument<string> Run(string name) => new(name)
    {
        Description = "The folder of a finished run of 'curvature train' or 'curvature spectrum'"
            + (name == "A" ? "; the data are this one's." : "."),
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
        Description = "Fully connected networks: first put B's hidden units in the order in which B is nearest to A (weight matching).",
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

        foreach (Option option in (IEnumerable<Option>)[.. own, DataDirectoryOption, .. MachineOptions.All, .. ResultOptions.All])
        {
            command.Add(option);
        }

        return command;
    }

    public static LandscapeOptions Read(ParseResult parsed, IReadOnlyList<Argument<string>> runs)
    {
        string verb = parsed.CommandResult.Command.Name;
        return new LandscapeOptions(
            verb,
            [.. runs.Select(run => parsed.GetValue(run)).OfType<string>()],
            parsed.GetValue(DataDirectoryOption),
            MachineOptions.Read(parsed),
            ResultOptions.Read(parsed, verb));
    }
}
