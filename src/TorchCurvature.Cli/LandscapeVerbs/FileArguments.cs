using System.CommandLine;
using System.CommandLine.Parsing;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>
/// The options that say of files what the folder of a run says by itself: network, data, loss, weight decay and precision.
/// </summary>
internal static class FileArguments
{
    private static readonly Option<string?> Model = new("--model")
    {
        Description = "Files: the network they are checkpoints of, in TorchScript or .pt2; else A.",
        HelpName = "file",
    };

    private static readonly Option<string> Mode = Words.Option(
        "--mode",
        "Files: batch normalization with stored statistics (evaluation), or with those of all examples (training).",
        "evaluation", "evaluation", "training");

    /// <summary>Adds them to a verb, with a seed where it has none, and refuses them beside the folder of a run.</summary>
    public static void AddTo(Verb command)
    {
        Option[] own = [.. command.Options];
        command.Add(OptionGroup.Network, Model, Mode);
        // The folder of images has an option of its own, which is for runs too.
        command.Add(OptionGroup.Data, [.. ProblemArguments.Data.All.Where(option => option.Name != "--data-dir")]);
        command.Add(OptionGroup.Loss, [.. ProblemArguments.Loss.All, ProblemArguments.WeightDecay]);
        command.Add(OptionGroup.Machine, ProblemArguments.DType);
        if (SeedOf(command) is null)
        {
            command.Add(OptionGroup.Data, ProblemArguments.Seed);
        }

        Option[] ofFiles = [.. command.Options.Except(own)];
        command.Validators.Add(result =>
        {
            if (Named(result).FirstOrDefault(IsRun) is { } folder
                && ofFiles.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } given)
            {
                result.AddError(
                    $"{given.Name} is for files of networks, and '{folder}' is of a run, which says it: leave out {given.Name}.");
            }
        });
    }

    /// <summary>What they say where all networks are files; null where they say nothing.</summary>
    /// <exception cref="UsageException">They do not say enough.</exception>
    public static NetworkRecord? Read(ParseResult parsed)
    {
        string[] files = [.. Named(parsed.CommandResult)];
        if (!Array.TrueForAll(files, file => File.Exists(file) && !IsRun(file)))
        {
            return null;
        }

        string? model = parsed.GetValue(Model);
        if (parsed.GetResult(ProblemArguments.Data.Word) is not { Implicit: false })
        {
            throw new UsageException(
                $"'{files[0]}' is a file, which says nothing of data: add --data set.npz, and --loss where it is no cross-entropy.");
        }

        bool holdsNoNetwork =
            ModelFileKinds.Of(files[0]) is ModelFileKind.Pickle or ModelFileKind.LegacyPickle or ModelFileKind.SafeTensors;
        if (model is null && holdsNoNetwork)
        {
            throw new UsageException(
                $"'{files[0]}' holds weights and no network: add the network that it is a checkpoint of, --model net.pt.");
        }

        var precision = ProblemArguments.ReadPrecision(parsed, ProblemArguments.DType);
        var problem = new ProblemSpec
        {
            Data = ProblemArguments.Data.Read(parsed),
            Model = new ModelFileSpec
            {
                Path = model ?? files[0],
                Mode = Enum.Parse<ModelMode>(parsed.GetRequiredValue(Mode), ignoreCase: true),
            },
            Loss = ProblemArguments.Loss.Read(parsed),
            WeightDecay = parsed.GetRequiredValue(ProblemArguments.WeightDecay),
            Seed = parsed.GetRequiredValue(SeedOf(parsed.CommandResult.Command)!),
        };
        return new NetworkRecord(problem, precision, precision);
    }

    private static bool IsRun(string place) => NetworkSource.FolderOfRun(place) is not null;

    private static Option<long>? SeedOf(Command command) =>
        command.Options.OfType<Option<long>>().FirstOrDefault(option => option.Name == ProblemArguments.Seed.Name);

    private static IEnumerable<string> Named(CommandResult result) =>
        result.Command.Arguments.Select(a => result.GetResult(a)).OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);
}
