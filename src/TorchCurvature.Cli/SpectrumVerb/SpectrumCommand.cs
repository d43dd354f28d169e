using System.CommandLine;
using System.Globalization;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
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
    private static readonly Option<string> Method = Words.Option("--method", "exact: the whole matrix and all eigenvalues; lanczos: eigenpairs at both ends, from products; density: also the spectral density, trace and counts; auto: exact where it fits and is faster, else density.", "exact", "exact", "lanczos", "density", "auto");
    private static readonly Option<string> CurvatureName = Words.Option("--curvature", "Which matrix: the Hessian, its Gauss–Newton part, the functional part, or the covariance of the gradients.", "hessian", "hessian", "gauss-newton", "functional", "gradient-covariance");
    private static readonly Option<int> Top = Numbers.Option("--top", "Largest eigenvalues to find.", 20, least: 0).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<int> Bottom = Numbers.Option("--bottom", "Smallest, most negative eigenvalues to find.", 20, least: 0).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<double> Tolerance = Numbers.Option("--tolerance", "Residual norm of a converged eigenpair, relative to the largest |λ|.", 1e-6, least: 0, mustExceed: true).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<long> MaxProducts = Numbers.Option("--max-products", "Products that the search for eigenpairs may take.", 20_000L, least: 1).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<double> DensityError = Numbers.Option("--density-error", "Error of the density, as Wasserstein distance over λ max − λ min; decides steps and probes.", 0.05, least: 0, mustExceed: true).OnlyWith(Method, "density", "auto");
    private static readonly Option<double> RelativeError = Numbers.Option("--relative-error", "Standard error of trace and Frobenius norm, relative to each.", 0.02, least: 0, mustExceed: true).OnlyWith(Method, "density", "auto");
    private static readonly Option<int> CurvatureBatchSize = Numbers.Option("--batch-size-curvature", "Examples in one pass of a product, which bounds its memory; results do not depend on it but for rounding.", 500, least: 1).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<bool> Eigenvectors = new Option<bool>("--eigenvectors") { Description = "Compute and keep all eigenvectors with their residual norms." }.OnlyWith(Method, "exact");
    private static readonly Option<bool> Split = new Option<bool>("--split") { Description = "Take the Hessian apart: spectra of its Gauss–Newton and functional parts and of the gradient covariance, and what each adds to the outliers." }.OnlyWith(Method, "exact");
    private static readonly Option<int?> Track = Numbers.OptionalNumber("--track", "Look at the Hessian at so many steps of the training, evenly on a logarithmic scale up to --max-steps, and at its beginning and end.", least: 1).OnlyWith(Method, "exact");
    private static readonly Option<string?> Out = new("--out") { Description = "Folder for the results. Required.", HelpName = "dir" };
    private static readonly Option<bool> Resume = new Option<bool>("--resume") { Description = "Go on with a run that was interrupted in that folder, to the same bits; all other options as they were." }.OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace a finished run, or other files of the same names, in that folder." };

    public static Command Build()
    {
        var command = new Command(
            "spectrum", "Trains a network and shows the spectrum of the Hessian of its loss before and after training: all of it, or for large networks its ends and its density.")
        {
            Data, Classes, Dimension, Samples, Covariance, Resize, DataDirectory,
            Model, Hidden, Channels, ActivationName, Loss,
            OptimizerName, BatchSize, LearningRate, StopGradientNorm, MaxSteps, Seed,
            Method, CurvatureName, Eigenvectors, Split, Track, Top, Bottom, Tolerance, MaxProducts, DensityError, RelativeError, CurvatureBatchSize,
            DType, TrainingDType, Threads, Device,
            Out, Resume, Force, ConfigFile.Option,
        };
        command.SetAction(async (parsed, cancellation) => await new SpectrumRun(Read(parsed)).ExecuteAsync(cancellation));
        return command;
    }

    /// <summary>What a command line of this verb asks for; the manifest of an earlier run reads as one.</summary>
    public static SpectrumOptions Read(ParseResult parsed) => new()
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
        Method = Enum.Parse<SpectrumMethod>(parsed.GetRequiredValue(Method), ignoreCase: true),
        Curvature = Enum.Parse<CurvaturePart>(parsed.GetRequiredValue(CurvatureName).Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        CurvatureBatchSize = parsed.GetRequiredValue(CurvatureBatchSize),
        Lanczos = ReadLanczos(parsed),
        Quadrature = new QuadratureOptions { WassersteinError = Math.Min(1, parsed.GetRequiredValue(DensityError)), Seed = SeedStream.Derive(parsed.GetRequiredValue(Seed), "probes") },
        Moments = new MomentOptions { RelativeError = parsed.GetRequiredValue(RelativeError), Seed = SeedStream.Derive(parsed.GetRequiredValue(Seed), "trace") },
        DType = parsed.GetRequiredValue(DType),
        TrainingDType = parsed.GetRequiredValue(TrainingDType),
        Threads = parsed.GetRequiredValue(Threads),
        Device = parsed.GetRequiredValue(Device),
        Eigenvectors = parsed.GetValue(Eigenvectors),
        Split = parsed.GetValue(Split),
        Track = parsed.GetValue(Track),
        Out = parsed.GetValue(Out) is { Length: > 0 } folder ? folder : throw new UsageException("Say where the results go, for example: --out runs/first"),
        Resume = parsed.GetValue(Resume),
        Force = parsed.GetValue(Force),
        AsGiven = parsed.CommandResult.Command.Options
            .Where(o => o != ConfigFile.Option && o != Force && o != Resume && o is not System.CommandLine.Help.HelpOption)
            .ToDictionary(o => o.Name.TrimStart('-'), o => Text(parsed, o)),
    };

    private static LanczosOptions ReadLanczos(ParseResult parsed)
    {
        (int top, int bottom) = (parsed.GetRequiredValue(Top), parsed.GetRequiredValue(Bottom));
        return top + bottom > 0
            ? new LanczosOptions
            {
                Top = top,
                Bottom = bottom,
                Tolerance = parsed.GetRequiredValue(Tolerance),
                MaxProducts = parsed.GetRequiredValue(MaxProducts),
                Seed = SeedStream.Derive(parsed.GetRequiredValue(Seed), "lanczos"),
            }
            : throw new UsageException("--top 0 and --bottom 0 leave nothing to look for.");
    }

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
