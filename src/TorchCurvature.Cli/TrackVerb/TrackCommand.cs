using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.TrackVerb;

/// <summary>The verb <c>track</c>: its options, and how they become a run.</summary>
internal static class TrackCommand
{
    private static readonly string[] Examples =
    [
        "curvature track --model net.pt --checkpoints 'runs/a/step-*.pt' --data set.npz --loss cross-entropy --out runs/edge",
        "curvature track --model net.pt --checkpoints 'runs/**/*.pt' --data set.npz --density --learning-rate 0.1 --out runs/density",
    ];

    private static readonly Option<string[]> Checkpoints = new("--checkpoints")
    {
        Description = "Files of weights (state_dict, safetensors, or torch.save with the optimizer's state), or quoted patterns with *, ? "
            + "and **, in the order of their steps. Required.",
        HelpName = "file …",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int> Top = Numbers.Option("--top", "Largest eigenvalues to find.", 3, least: 1, most: 100_000);
    private static readonly Option<double> Tolerance = Numbers.Option(
        "--tolerance",
        "Residual norm of an eigenvalue, relative to the largest.", 1e-4, least: 0,
        mustExceed: true);
    private static readonly Option<int> ConfirmEvery = Numbers.Option(
        "--confirm-every",
        "Checkpoints between searches that have a random start too; more is faster, and may miss an eigenvalue that has overtaken.",
        1, least: 1);
    private static readonly Option<double?> LearningRate = Numbers.OptionalNumber<double>(
        "--learning-rate", "The training's learning rate, if not as the checkpoints say.", least: 0, mustExceed: true,
        most: 1e38);
    private static readonly Option<bool> Preconditioned = Flag(
        "--preconditioned", "With Adam's second moments: also P^−½ H P^−½, P = diag(√v̂ + ε).");
    private static readonly Option<bool> Trace = Flag("--trace", "Estimate the trace.");
    private static readonly Option<double> RelativeError = Numbers.Option(
        "--relative-error", "Relative standard error of the trace.", 0.05, least: 0, mustExceed: true);
    private static readonly Option<bool> Density = new("--density")
    {
        Description = "Estimate the density, and how many eigenvalues are near zero and negative.",
    };
    private static readonly Option<double> DensityError = Numbers.Option(
        "--density-error", "Error of the density: Wasserstein distance over λ max − λ min; decides steps and probes.", 0.05, least: 0,
        mustExceed: true).OnlyBeside(Density);
    private static readonly Option<int> CurvatureBatchSize = Numbers.Option(
        "--batch-size-curvature",
        "Examples in one pass of a product, which bounds its memory.", 256, least: 1);

    public static Command Build()
    {
        var command = new Verb(
            CheckpointTrackManifest.Verb,
            "Follows the Hessian through the checkpoints of your own training: largest eigenvalues beside 2/learning rate, for Adam those "
                + "of the preconditioned Hessian beside its stability line; trace, density and counts.",
            Examples)
        {
            { OptionGroup.Network, [Checkpoints, .. ProblemArguments.Model.All] },
            { OptionGroup.Data, ProblemArguments.Data.All },
            { OptionGroup.Loss, [.. ProblemArguments.Loss.All, ProblemArguments.WeightDecay] },
            {
                OptionGroup.Curvature, Top, Tolerance, ConfirmEvery, LearningRate, Preconditioned, Trace, RelativeError, Density,
                DensityError, CurvatureBatchSize, ProblemArguments.Seed
            },
            { OptionGroup.Machine, [ProblemArguments.DType, .. MachineOptions.All] },
            { OptionGroup.Output, [.. ResultOptions.All, ConfigFile.Option] },
        };
        command.SetAction((parsed, cancellation) =>
        {
            var run = new TrackRun(
                Read(parsed), MachineOptions.Read(parsed), ResultOptions.Read(parsed, "track"), ManifestOptions.Of(parsed));
            return run.ExecuteAsync(cancellation);
        });
        return command;
    }

    private static Option<bool> Flag(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "true|false",
        DefaultValueFactory = _ => true,
    };

    private static CheckpointTrackSpec Read(ParseResult parsed)
    {
        RequireGiven(parsed, ProblemArguments.Model.Word, "which network the checkpoints are of", "net.pt");
        RequireGiven(parsed, ProblemArguments.Data.Word, "which data its loss is of", "set.npz");
        return new CheckpointTrackSpec
        {
            Problem = ProblemArguments.ReadProblem(parsed),
            Checkpoints = ReadCheckpoints(parsed),
            Precision = ProblemArguments.ReadPrecision(parsed, ProblemArguments.DType),
            Top = parsed.GetRequiredValue(Top),
            Tolerance = ProblemArguments.Reachable(parsed, Tolerance, ProblemArguments.DType),
            ConfirmEvery = parsed.GetRequiredValue(ConfirmEvery),
            LearningRate = parsed.GetValue(LearningRate),
            Preconditioned = parsed.GetRequiredValue(Preconditioned),
            Trace = parsed.GetRequiredValue(Trace),
            Moments = new MomentOptions { RelativeError = parsed.GetRequiredValue(RelativeError) },
            Density = parsed.GetRequiredValue(Density),
            Quadrature = new QuadratureOptions { WassersteinError = Math.Min(1, parsed.GetRequiredValue(DensityError)), BlockSize = 4 },
            ProductBatchSize = parsed.GetRequiredValue(CurvatureBatchSize),
        };
    }

    // A manifest holds them in one text, with commas between them.
    private static IReadOnlyList<string> ReadCheckpoints(ParseResult parsed)
    {
        string[] given = parsed.GetValue(Checkpoints) ?? [];
        return given.Length > 0
            ? CheckpointPaths.Find([.. given.SelectMany(PatternsOf)])
            : throw new UsageException("Say which checkpoints, for example: --checkpoints 'runs/*/step-*.pt'");

        static string[] PatternsOf(string text) => File.Exists(text) ? [text] : text.Split(',', StringSplitOptions.TrimEntries);
    }

    private static void RequireGiven(ParseResult parsed, Option<string> option, string what, string example)
    {
        if (parsed.GetResult(option) is not { Implicit: false })
        {
            throw new UsageException($"Say {what}, for example: {option.Name} {example}");
        }
    }
}
