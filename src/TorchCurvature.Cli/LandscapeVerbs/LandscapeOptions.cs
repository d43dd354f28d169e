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
        Description = "Images: the folder of the data set's files, if it is not the one that the first run was made with.",
        HelpName = "dir",
    };

    /// <summary>An argument that names a trained network.</summary>
    public static Argument<string> Run(string name) => new(name)
    {
        Description = name == "A"
            ? "The folder of a finished run of 'curvature train' or 'curvature spectrum', whose data are taken; or a network's file, or a "
                + "checkpoint of one (state_dict, safetensors), of which --model and the options below it say the rest."
            : "The same for another network with the same parameters.",
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

        AddAll(own);
        FileArguments.AddTo(command);
        AddAll([DataDirectoryOption, .. MachineOptions.All, .. ResultOptions.All]);

        return command;

        void AddAll(IReadOnlyList<Option> options)
        {
            foreach (Option option in options)
            {
                command.Add(option);
            }
        }
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
