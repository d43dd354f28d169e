using System.CommandLine;
using System.Globalization;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Losses;

namespace TorchCurvature.Cli.Problems;

/// <summary>The options of every verb that trains a network.</summary>
internal static class ProblemArguments
{
    public static readonly Option<string> Data = Words.Option("--data", "Data set.", "blobs", "blobs", "mnist", "cifar10");
    public static readonly Option<int> Classes = Numbers.Option("--classes", "Blobs: number of clusters, which are the classes.", 5, least: 2).OnlyWith(Data, "blobs");
    public static readonly Option<int> Dimension = Numbers.Option("--dimension", "Blobs: numbers in one example.", 100, least: 1).OnlyWith(Data, "blobs");
    public static readonly Option<int?> Samples = Numbers.OptionalNumber("--samples", "Training examples. Blobs: 1000, and as many for testing. Images: a class-balanced subset drawn by --seed; all if left out.", least: 1);
    public static readonly Option<double> Covariance = Numbers.Option("--covariance", "Blobs: the multiplier s in centre + s·N(0, I).", 1.0, least: 0, mustExceed: true).OnlyWith(Data, "blobs");
    public static readonly Option<string?> Resize = new Option<string?>("--resize") { Description = "Images: resample to HEIGHTxWIDTH by exact area average, like 14x14.", HelpName = "HxW" }.OnlyWith(Data, "mnist", "cifar10");
    public static readonly Option<string?> DataDirectory = new Option<string?>("--data-dir") { Description = "Images: the folder of the data set's files. Otherwise TORCHCURVATURE_DATA, otherwise a download into the user's cache.", HelpName = "dir" }.OnlyWith(Data, "mnist", "cifar10");
    public static readonly Option<string> Model = Words.Option("--model", "Network: fully connected; 5×5 convolutions with 2×2 max pooling and one linear layer; LeNet-5; AlexNet for 32×32 images.", "mlp", "mlp", "convnet", "lenet", "alexnet");
    public static readonly Option<string> Hidden = Numbers.List("--hidden", "mlp: width of each hidden layer.", "30,30").OnlyWith(Model, "mlp");
    public static readonly Option<string> Channels = Numbers.List("--channels", "convnet: channels of each convolution.", "6,16").OnlyWith(Model, "convnet");
    public static readonly Option<string> ActivationName = Words.Option("--activation", "Nonlinearity.", "relu", "relu", "tanh", "sigmoid", "softplus");
    public static readonly Option<string> Loss = Words.Option(
        "--loss", $"Loss of one example. {string.Join("; ", LossWords.All.Select(l => $"{l.Name}: {l.Description}"))}.",
        LossWords.Words[0], [.. LossWords.Words]);
    public static readonly Option<string> OptimizerName = Words.Option("--optimizer", "Full-batch or mini-batch gradient descent with a constant step.", "gd", "gd", "sgd");
    public static readonly Option<int> BatchSize = Numbers.Option("--batch-size", "sgd: examples in a mini-batch.", 32, least: 1).OnlyWith(OptimizerName, "sgd");
    public static readonly Option<double> LearningRate = Numbers.Option("--learning-rate", "The constant step.", 0.1, least: 0, mustExceed: true);
    public static readonly Option<double> WeightDecay = Numbers.Option("--weight-decay", "The penalty ½λ‖w‖² on every parameter, biases included, in the training and in the Hessian, to which it adds λI.", 0.0, least: 0);
    public static readonly Option<double> StopGradientNorm = Numbers.Option("--stop-gradient-norm", "Stop where the norm of the gradient over all training examples falls below this (sgd: looked at after each pass; 0 saves those looks).", 1e-4, least: 0);
    public static readonly Option<long> MaxSteps = Numbers.Option("--max-steps", "Stop after this many steps.", 20_000L, least: 0);
    public static readonly Option<long> Seed = Numbers.Option("--seed", "Seed of data, weights and order; the same seed gives the same bits.", 0L, least: 0);
    public static readonly Option<string> DType = Words.Option("--dtype", "Precision of the Hessian and its eigenvalues; for train, that in which interpolate, connect, plane and sharpness will look at the network.", "float64", "float64", "float32");
    public static readonly Option<string> TrainingDType = Words.Option("--training-dtype", "Precision of the training.", "float32", "float32", "float64");
    public static readonly Option<int> Threads = Numbers.Option("--threads", "Threads of the numerical libraries; no more than there are processors.", Environment.ProcessorCount, least: 1, most: Environment.ProcessorCount);
    public static readonly Option<string> Device = ComputeDevice.Option();
    public static readonly Option<string?> Out = new("--out") { Description = "Folder for the results. Required.", HelpName = "dir" };
    public static readonly Option<bool> Force = new("--force") { Description = "Replace a finished run, or other files of the same names, in that folder." };

    /// <summary>Adds them all to a verb: data, network and training before the verb's own options, the machine and the results behind.</summary>
    public static void AddTo(Command command)
    {
        Option[] own = [.. command.Options];
        command.Options.Clear();
        foreach (Option option in (Option[])
        [
            Data, Classes, Dimension, Samples, Covariance, Resize, DataDirectory,
            Model, Hidden, Channels, ActivationName, Loss,
            OptimizerName, BatchSize, LearningRate, WeightDecay, StopGradientNorm, MaxSteps, Seed,
            .. own,
            DType, TrainingDType, Threads, Device,
            Out, Force, ConfigFile.Option,
        ])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Every option but those that say what to do with an earlier run, by its name.</summary>
    public static IReadOnlyDictionary<string, object?> AsGiven(ParseResult parsed) => parsed.CommandResult.Command.Options
        .Where(o => o != ConfigFile.Option && o is not System.CommandLine.Help.HelpOption && o.Name is not ("--force" or "--resume"))
        .ToDictionary(o => o.Name.TrimStart('-'), o => Text(parsed, o));

    private static object? Text(ParseResult parsed, Option option) => option switch
    {
        Option<int> number => parsed.GetValue(number),
        Option<int?> number => parsed.GetValue(number),
        Option<long> number => parsed.GetValue(number),
        Option<double> number => parsed.GetValue(number),
        Option<bool> flag => parsed.GetValue(flag),
        Option<string> text => parsed.GetValue(text),
        _ => throw new InvalidOperationException($"The manifest cannot hold the option {option.Name}."),
    };

    public static (int Height, int Width)? ReadSize(string? text)
    {
        string[] parts = text?.Split('x') ?? [];
        return text is null
            ? null
            : parts is [var height, var width]
                && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int h)
                && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int w)
                && h > 0 && w > 0
                ? (h, w)
                : throw new UsageException($"--resize '{text}' must be HEIGHTxWIDTH, like 14x14.");
    }
}
