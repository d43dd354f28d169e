using System.CommandLine;
using System.Globalization;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The verb <c>spectrum</c>: its options, and how they become a run.</summary>
internal static class SpectrumCommand
{
    private static readonly Option<string> Data = Words.Option("--data", "Data set.", "blobs", "blobs", "mnist", "cifar10");
    private static readonly Option<int> Classes = Numbers.Option("--classes", "Blobs: number of clusters, which are the classes.", 5, least: 2).OnlyWith(Data, "blobs");
    private static readonly Option<int> Dimension = Numbers.Option("--dimension", "Blobs: numbers in one example.", 100, least: 1).OnlyWith(Data, "blobs");
    private static readonly Option<int?> Samples = Numbers.OptionalNumber("--samples", "Training examples. Blobs: 1000, and as many for testing. Images: a class-balanced subset drawn by --seed; all if left out.", least: 1);
    private static readonly Option<double> Covariance = Numbers.Option("--covariance", "Blobs: the multiplier s in centre + s·N(0, I).", 1.0, least: 0, mustExceed: true).OnlyWith(Data, "blobs");
    private static readonly Option<string?> Resize = new Option<string?>("--resize") { Description = "Images: resample to HEIGHTxWIDTH by exact area average, like 14x14.", HelpName = "HxW" }.OnlyWith(Data, "mnist", "cifar10");
    private static readonly Option<string?> DataDirectory = new Option<string?>("--data-dir") { Description = "Images: the folder of the data set's files. Otherwise TORCHCURVATURE_DATA, otherwise a download into the user's cache.", HelpName = "dir" }.OnlyWith(Data, "mnist", "cifar10");
    private static readonly Option<string> Model = Words.Option("--model", "Network: fully connected; 5×5 convolutions with 2×2 max pooling and one linear layer; LeNet-5; AlexNet for 32×32 images.", "mlp", "mlp", "convnet", "lenet", "alexnet");
    private static readonly Option<string> Hidden = Numbers.List("--hidden", "mlp: width of each hidden layer.", "30,30").OnlyWith(Model, "mlp");
    private static readonly Option<string> Channels = Numbers.List("--channels", "convnet: channels of each convolution.", "6,16").OnlyWith(Model, "convnet");
    private static readonly Option<string> ActivationName = Words.Option("--activation", "Nonlinearity.", "relu", "relu", "tanh", "sigmoid", "softplus");
    private static readonly Option<string> Loss = Words.Option("--loss", "Loss of one example; squared-error is ½‖f − y‖² against one-hot labels.", "cross-entropy", "cross-entropy", "squared-error");
    private static readonly Option<string> OptimizerName = Words.Option("--optimizer", "Full-batch or mini-batch gradient descent with a constant step.", "gd", "gd", "sgd");
    private static readonly Option<int> BatchSize = Numbers.Option("--batch-size", "sgd: examples in a mini-batch.", 32, least: 1).OnlyWith(OptimizerName, "sgd");
    private static readonly Option<double> LearningRate = Numbers.Option("--learning-rate", "The constant step.", 0.1, least: 0, mustExceed: true);
    private static readonly Option<double> StopGradientNorm = Numbers.Option("--stop-gradient-norm", "Stop where the norm of the gradient over all training examples falls below this (sgd: looked at after each pass).", 1e-4, least: 0);
    private static readonly Option<long> MaxSteps = Numbers.Option("--max-steps", "Stop after this many steps.", 20_000L, least: 0);
    private static readonly Option<long> Seed = Numbers.Option("--seed", "Seed of data, weights and order; the same seed gives the same bits.", 0L, least: 0);
    private static readonly Option<string> DType = Words.Option("--dtype", "Precision of the Hessian and its eigenvalues.", "float64", "float64", "float32");
    private static readonly Option<string> TrainingDType = Words.Option("--training-dtype", "Precision of the training before it.", "float32", "float32", "float64");
    private static readonly Option<int> Threads = Numbers.Option("--threads", "Threads of the numerical libraries; no more than there are processors.", Environment.ProcessorCount, least: 1, most: Environment.ProcessorCount);
    private static readonly Option<string> Device = ComputeDevice.Option();
    private static readonly Option<bool> Eigenvectors = new("--eigenvectors") { Description = "Compute and keep all eigenvectors with their residual norms." };
    private static readonly Option<bool> Split = new("--split") { Description = "Take the Hessian apart: spectra of its Gauss–Newton and functional parts and of the gradient covariance, and what each adds to the outliers." };
    private static readonly Option<int?> Track = Numbers.OptionalNumber("--track", "Look at the Hessian at so many steps of the training, evenly on a logarithmic scale up to --max-steps, and at its beginning and end.", least: 1);
    private static readonly Option<string?> Out = new("--out") { Description = "Folder for the results. Required.", HelpName = "dir" };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace a finished run, or other files of the same names, in that folder." };

    public static Command Build()
    {
        var command = new Command(
            "spectrum", "Trains a network and computes the exact Hessian of its loss and all eigenvalues, before and after training.")
        {
            Data, Classes, Dimension, Samples, Covariance, Resize, DataDirectory,
            Model, Hidden, Channels, ActivationName, Loss,
            OptimizerName, BatchSize, LearningRate, StopGradientNorm, MaxSteps, Seed,
            DType, TrainingDType, Threads, Device, Eigenvectors, Split, Track,
            Out, Force, ConfigFile.Option,
        };
        command.SetAction(async (parsed, cancellation) => await new SpectrumRun(Read(parsed)).ExecuteAsync(cancellation));
        return command;
    }

    private static SpectrumOptions Read(ParseResult parsed) => new()
    {
        Data = parsed.GetRequiredValue(Data),
        Classes = parsed.GetRequiredValue(Classes),
        Dimension = parsed.GetRequiredValue(Dimension),
        Samples = parsed.GetValue(Samples),
        Covariance = parsed.GetRequiredValue(Covariance),
        Resize = ReadSize(parsed.GetValue(Resize)),
        DataDirectory = parsed.GetValue(DataDirectory),
        Model = parsed.GetRequiredValue(Model),
        Hidden = Numbers.Read(parsed.GetRequiredValue(Hidden)),
        Channels = Numbers.Read(parsed.GetRequiredValue(Channels)),
        Activation = Enum.Parse<Activation>(parsed.GetRequiredValue(ActivationName), ignoreCase: true),
        Loss = parsed.GetRequiredValue(Loss),
        Seed = parsed.GetRequiredValue(Seed),
        Training = new TrainingOptions
        {
            Optimizer = parsed.GetRequiredValue(OptimizerName) == "gd" ? Optimizer.GradientDescent : Optimizer.StochasticGradientDescent,
            BatchSize = parsed.GetRequiredValue(BatchSize),
            LearningRate = parsed.GetRequiredValue(LearningRate),
            StopGradientNorm = parsed.GetRequiredValue(StopGradientNorm),
            MaxSteps = parsed.GetRequiredValue(MaxSteps),
            Seed = SeedStream.Derive(parsed.GetRequiredValue(Seed), "order"),
        },
        DType = parsed.GetRequiredValue(DType),
        TrainingDType = parsed.GetRequiredValue(TrainingDType),
        Threads = parsed.GetRequiredValue(Threads),
        Device = parsed.GetRequiredValue(Device),
        Eigenvectors = parsed.GetValue(Eigenvectors),
        Split = parsed.GetValue(Split),
        Track = parsed.GetValue(Track),
        Out = parsed.GetValue(Out) is { Length: > 0 } folder ? folder : throw new UsageException("Say where the results go, for example: --out runs/first"),
        Force = parsed.GetValue(Force),
        AsGiven = parsed.CommandResult.Command.Options
            .Where(o => o != ConfigFile.Option && o != Force && o is not System.CommandLine.Help.HelpOption)
            .ToDictionary(o => o.Name.TrimStart('-'), o => Text(parsed, o)),
    };

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

    private static (int Height, int Width)? ReadSize(string? text)
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
