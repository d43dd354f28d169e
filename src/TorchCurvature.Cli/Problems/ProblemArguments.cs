using System.CommandLine;
using System.Globalization;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.Problems;

/// <summary>The options of every verb that trains a network: those of data and network are the settings of their specs.</summary>
internal static class ProblemArguments
{
    public static readonly SpecOptions<DataSpec> Data = new(
        DataSpecs.Registry, "--data", "Data set, or a file of your own: .npz, x.npy,y.npy, .csv, .tsv, or a folder.");

    public static readonly SpecOptions<ModelSpec> Model = new(
        ModelSpecs.Registry, "--model",
        "mlp: fully connected; mlp-bn: with batch normalization; convnet: 5×5 convolutions with 2×2 pooling; lenet: LeNet-5; alexnet: "
            + "AlexNet for 32×32 images; transformer: causal, on tokens; or the FILE of your network, in TorchScript or torch.export's "
            + ".pt2.");

    public static readonly SpecOptions<LossSpec> Loss = new(
        LossSpecs.Registry, "--loss",
        $"{string.Join("; ", LossSpecs.Registry.All.Select(l => $"{l.Word}: {l.Description}"))}.");

    public static readonly SpecOptions<OptimizerSpec> Optimizer = new(
        OptimizerSpecs.Registry, "--optimizer",
        "gd: gradient descent over all examples; sgd: over mini-batches; adam.");

    public static readonly Option<double> WeightDecay = Numbers.Option(
        "--weight-decay",
        "λ of the penalty ½λ‖w‖² on all parameters, in the training and in the Hessian (+ λI).", 0.0, least: 0,
        below: 1e30);

    public static readonly Option<double> StopGradientNorm = Numbers.Option(
        "--stop-gradient-norm",
        "Stop where the norm of the full gradient falls below this; 0 for never. With mini-batches: looked at after each pass.",
        1e-4, least: 0);

    public static readonly Option<string> StopOn = Words.Option(
        "--stop-on", "With mini-batches: stop on the full gradient, or on that of a batch, seen in each step.", "full", "full", "batch");

    public static readonly Option<long> MaxSteps = Numbers.Option("--max-steps", "Stop after so many steps.", 20_000L, least: 0);

    public static readonly Option<long> Seed = Numbers.Option(
        "--seed", "Seed of data, weights and order; the same seed gives the same bits.", 0L, least: 0);

    public static readonly Option<long?> SeedOfData = OwnSeed("--seed-data", "data");

    public static readonly Option<long?> SeedOfWeights = OwnSeed("--seed-weights", "weights");

    public static readonly Option<long?> SeedOfOrder = OwnSeed("--seed-order", "order of examples");

    public static readonly Option<string> DType = Words.Option(
        "--dtype",
        "Precision of the curvature; for train, of later looks at the network.",
        "float64", "float64", "float32");

    public static readonly Option<string> TrainingDType = Words.Option(
        "--training-dtype", "Precision of the training.", "float32", "float32", "float64");

    /// <summary>Adds data, network and training to a verb: those before its own options.</summary>
    public static void AddProblem(Verb verb)
    {
        verb.Add(OptionGroup.Data, Data.All);
        verb.Add(OptionGroup.Network, Model.All);
        verb.Add(OptionGroup.Loss, Loss.All);
        verb.Add(
            OptionGroup.Training,
            [.. Optimizer.All, WeightDecay, StopGradientNorm, StopOn, MaxSteps, Seed, SeedOfData, SeedOfWeights, SeedOfOrder]);
    }

    /// <summary>Adds machine and results to a verb: those behind its own options.</summary>
    public static void AddMachine(Verb verb)
    {
        verb.Add(OptionGroup.Machine, [DType, TrainingDType, .. MachineOptions.All]);
        verb.Add(OptionGroup.Output, [.. ResultOptions.All, ConfigFile.Option]);
    }

    /// <summary>The problem of a command line.</summary>
    /// <exception cref="UsageException">A network's file stands without data.</exception>
    public static ProblemSpec ReadProblem(ParseResult parsed)
    {
        string model = parsed.GetRequiredValue(Model.Word);
        bool hasData = parsed.GetResult(Data.Word) is { Implicit: false };
        if (Model.IsPath(model) && File.Exists(model) && !hasData)
        {
            throw new UsageException($"'{model}' is a network of your own: name its data too, for example --data set.npz.");
        }

        return new()
        {
            Data = Data.Read(parsed),
            Model = Model.Read(parsed),
            Loss = Loss.Read(parsed),
            WeightDecay = parsed.GetRequiredValue(WeightDecay),
            Seed = parsed.GetRequiredValue(Seed),
            SeedOfData = parsed.GetValue(SeedOfData),
            SeedOfWeights = parsed.GetValue(SeedOfWeights),
            SeedOfOrder = parsed.GetValue(SeedOfOrder),
        };
    }

    private static Option<long?> OwnSeed(string name, string what) =>
        Numbers.OptionalNumber(name, $"Seed of the {what} alone; if left out, --seed.", 0L);

    /// <summary>How a command line has it trained; weight decay and seed are the problem's.</summary>
    public static TrainingOptions ReadTraining(ParseResult parsed) => new()
    {
        Optimizer = Optimizer.Read(parsed),
        StopGradientNorm = parsed.GetRequiredValue(StopGradientNorm),
        StopOn = Enum.Parse<StoppingGradient>(parsed.GetRequiredValue(StopOn), ignoreCase: true),
        MaxSteps = parsed.GetRequiredValue(MaxSteps),
    };

    /// <summary>The precision of an option.</summary>
    public static WorkingPrecision ReadPrecision(ParseResult parsed, Option<string> precision) =>
        WorkingPrecision.Parse(parsed.GetRequiredValue(precision));

    /// <summary>A tolerance, which products in the precision of an option have to reach.</summary>
    /// <exception cref="UsageException">It is finer than they are.</exception>
    public static double Reachable(ParseResult parsed, Option<double> tolerance, Option<string> precision)
    {
        double wanted = parsed.GetRequiredValue(tolerance);
        WorkingPrecision given = ReadPrecision(parsed, precision);
        double finest = LanczosOptions.FinestTolerance(given.ScalarType);
        string other = given == WorkingPrecision.Float32 ? $", or choose {precision.Name} {WorkingPrecision.Float64}" : "";
        return wanted >= finest
            ? wanted
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{tolerance.Name} {wanted:g2} is finer than products in {given} are, {finest:g2}: ask for more{other}."));
    }
}
