using System.CommandLine;
using System.Globalization;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.Problems;

/// <summary>What every verb that trains a network was asked for: data, network, loss, training, precision, and where the results go.</summary>
internal abstract record ProblemOptions
{
    protected ProblemOptions(ParseResult parsed)
    {
        Data = parsed.GetRequiredValue(ProblemArguments.Data);
        Classes = parsed.GetRequiredValue(ProblemArguments.Classes);
        Dimension = parsed.GetRequiredValue(ProblemArguments.Dimension);
        Samples = parsed.GetValue(ProblemArguments.Samples);
        Covariance = parsed.GetRequiredValue(ProblemArguments.Covariance);
        Resize = ProblemArguments.ReadSize(parsed.GetValue(ProblemArguments.Resize));
        DataDirectory = parsed.GetValue(ProblemArguments.DataDirectory);
        Model = parsed.GetRequiredValue(ProblemArguments.Model);
        Hidden = Numbers.Read(parsed.GetRequiredValue(ProblemArguments.Hidden));
        Channels = Numbers.Read(parsed.GetRequiredValue(ProblemArguments.Channels));
        Activation = Enum.Parse<Activation>(parsed.GetRequiredValue(ProblemArguments.ActivationName), ignoreCase: true);
        Loss = parsed.GetRequiredValue(ProblemArguments.Loss);
        Seed = parsed.GetRequiredValue(ProblemArguments.Seed);
        Training = new TrainingOptions
        {
            Optimizer = parsed.GetRequiredValue(ProblemArguments.OptimizerName) == "gd" ? Optimizer.GradientDescent : Optimizer.StochasticGradientDescent,
            BatchSize = parsed.GetRequiredValue(ProblemArguments.BatchSize),
            WeightDecay = parsed.GetRequiredValue(ProblemArguments.WeightDecay),
            LearningRate = parsed.GetRequiredValue(ProblemArguments.LearningRate),
            StopGradientNorm = parsed.GetRequiredValue(ProblemArguments.StopGradientNorm),
            MaxSteps = parsed.GetRequiredValue(ProblemArguments.MaxSteps),
            Seed = SeedStream.Derive(Seed, "order"),
        };
        DType = parsed.GetRequiredValue(ProblemArguments.DType);
        TrainingDType = parsed.GetRequiredValue(ProblemArguments.TrainingDType);
        Threads = parsed.GetRequiredValue(ProblemArguments.Threads);
        Device = parsed.GetRequiredValue(ProblemArguments.Device);
        Out = parsed.GetValue(ProblemArguments.Out) is { Length: > 0 } folder ? folder : throw new UsageException("Say where the results go, for example: --out runs/first");
        Force = parsed.GetValue(ProblemArguments.Force);
        AsGiven = ProblemArguments.AsGiven(parsed);
    }

    public string Data { get; }
    public int Classes { get; }
    public int Dimension { get; }
    public int? Samples { get; }
    public double Covariance { get; }
    public (int Height, int Width)? Resize { get; }
    public string? DataDirectory { get; init; }
    public string Model { get; }
    public int[] Hidden { get; }
    public int[] Channels { get; }
    public Activation Activation { get; }
    public string Loss { get; }
    public TrainingOptions Training { get; }
    public long Seed { get; }
    public string DType { get; }
    public string TrainingDType { get; }
    public int Threads { get; }
    public string Device { get; }
    public string Out { get; }
    public bool Force { get; }

    /// <summary>Every option as it was understood, by its name on the command line: what the manifest keeps and <c>--config</c> reads.</summary>
    public IReadOnlyDictionary<string, object?> AsGiven { get; }

    /// <summary>Refuses a tolerance that products in the precision of an option do not reach.</summary>
    /// <exception cref="UsageException">It is too fine.</exception>
    public static double Reachable(double tolerance, Option option, Option<string> precision, string dtype)
    {
        double finest = LanczosOptions.FinestTolerance(WorkingPrecision.Parse(dtype).ScalarType);
        return tolerance >= finest
            ? tolerance
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{option.Name} {tolerance:g2} is finer than products in {dtype} are, {finest:g2}: ask for more{(dtype == "float32" ? $", or choose {precision.Name} float64" : "")}."));
    }
}
