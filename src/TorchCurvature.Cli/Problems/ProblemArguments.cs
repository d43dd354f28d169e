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
    public static readonly SpecOptions<DataSpec> Data = new(DataSpecs.Registry, "--data", "Data set.");

    public static readonly SpecOptions<ModelSpec> Model = new(
        ModelSpecs.Registry, "--model",
        "Network: fully connected; 5×5 convolutions with 2×2 max pooling and one linear layer; LeNet-5; AlexNet for 32×32 images; or the "
            + "file of a network of your own, in TorchScript or torch.export's .pt2.");

    public static readonly SpecOptions<LossSpec> Loss = new(
        LossSpecs.Registry, "--loss",
        $"Loss of one example. {string.Join("; ", LossSpecs.Registry.All.Select(l => $"{l.Word}: {l.Description}"))}.");

    public static readonly SpecOptions<OptimizerSpec> Optimizer = new(
        OptimizerSpecs.Registry, "--optimizer",
        "Gradient descent over all examples, or over mini-batches, both with momentum where it is asked for; Adam.");

    public static readonly Option<double> WeightDecay = Numbers.Option(
        "--weight-decay",
        "The penalty ½λ‖w‖² on every parameter, biases included, in the training and in the Hessian, to which it adds λI.", 0.0, least: 0);

    public static readonly Option<double> StopGradientNorm = Numbers.Option(
        "--stop-gradient-norm",
        "Stop where the norm of the gradient over all training examples falls below this "
            + "(with mini-batches: looked at after each pass; 0 saves those looks).",
        1e-4, least: 0);

    public static readonly Option<long> MaxSteps = Numbers.Option("--max-steps", "Stop after this many steps.", 20_000L, least: 0);

    public static readonly Option<long> Seed = Numbers.Option(
        "--seed", "Seed of data, weights and order; the same seed gives the same bits.", 0L, least: 0);

    public static readonly Option<string> DType = Words.Option(
        "--dtype",
        "Precision of the Hessian and its eigenvalues; for train, that in which interpolate, connect, plane and sharpness will look at "
            + "the network.",
        "float64", "float64", "float32");

    public static readonly Option<string> TrainingDType = Words.Option(
        "--training-dtype", "Precision of the training.", "float32", "float32", "float64");

    /// <summary>
    /// Adds them all to a verb: data, network and training before the verb's own options, the machine and the results behind.
    /// </summary>
    public static void AddTo(Command command)
    {
        Option[] own = [.. command.Options];
        command.Options.Clear();
        foreach (Option option in (Option[])
        [
            .. Data.All, .. Model.All, .. Loss.All,
            .. Optimizer.All, WeightDecay, StopGradientNorm, MaxSteps, Seed,
            .. own,
            DType, TrainingDType, .. MachineOptions.All,
            .. ResultOptions.All, ConfigFile.Option,
        ])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The problem of a command line.</summary>
    public static ProblemSpec ReadProblem(ParseResult parsed) => new()
    {
        Data = Data.Read(parsed),
        Model = Model.Read(parsed),
        Loss = Loss.Read(parsed),
        WeightDecay = parsed.GetRequiredValue(WeightDecay),
        Seed = parsed.GetRequiredValue(Seed),
    };

    /// <summary>How a command line has it trained; weight decay and seed are the problem's.</summary>
    public static TrainingOptions ReadTraining(ParseResult parsed) => new()
    {
        Optimizer = Optimizer.Read(parsed),
        StopGradientNorm = parsed.GetRequiredValue(StopGradientNorm),
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
