using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.Problems;

/// <summary>The data, the model and the loss that the options name.</summary>
internal sealed class Problem : IDisposable
{
    private readonly TrainTestSplit _data;
    private readonly Func<Sequential> _createModel;

    private Problem(TrainTestSplit data, Func<Sequential> createModel, Loss loss, double weightDecay)
    {
        (_data, _createModel, Loss, WeightDecay) = (data, createModel, loss, weightDecay);
        Model = createModel();
    }

    public Dataset Train => _data.Train;

    public Dataset Test => _data.Test;

    public Sequential Model { get; }

    public Loss Loss { get; }

    /// <summary>λ of ½λ‖w‖².</summary>
    public double WeightDecay { get; }

    public static async Task<Problem> LoadAsync(ProblemOptions options, ProgressContext progress, CancellationToken cancellation)
    {
        Loss loss = LossWords.Find(options.Loss);
        TrainTestSplit data = options.Data == "blobs" ? Blobs(options) : await ImagesAsync(options, progress, cancellation);
        try
        {
            return new Problem(data, () => CreateModel(options, data.Train), loss, options.Training.WeightDecay);
        }
        catch (ArgumentException e)
        {
            data.Dispose();
            throw new UsageException(PlainMessage.Of(e));
        }
    }

    /// <summary>The risk that is trained: over these batches of training examples, with weight decay.</summary>
    public EmpiricalRisk TrainingRisk(IReadOnlyList<Batch> batches) => TrainingRisk(Model, batches);

    /// <summary>The same of a copy of the network.</summary>
    public EmpiricalRisk TrainingRisk(Sequential model, IReadOnlyList<Batch> batches) => new(model, Loss, batches, WeightDecay);

    /// <summary>The risk over other examples, which no weight decay belongs to.</summary>
    public EmpiricalRisk TestRisk(IReadOnlyList<Batch> batches) => new(Model, Loss, batches);

    /// <summary>A copy of the network as it is now, in a precision of its own.</summary>
    public Sequential CopyModel(ScalarType dtype)
    {
        Sequential copy = _createModel();
        copy.to(Model.parameters().First().device, dtype);
        using IDisposable noGradient = no_grad();
        foreach ((Parameter to, Parameter from) in copy.parameters().Zip(Model.parameters()))
        {
            to.copy_(from);
        }

        return copy;
    }

    public void Dispose()
    {
        Model.Dispose();
        _data.Dispose();
    }

    private static TrainTestSplit Blobs(ProblemOptions options)
    {
        int samples = options.Samples ?? 1000;
        if (samples < options.Classes)
        {
            throw new UsageException($"{samples} samples cannot show {options.Classes} classes. Ask for --samples {options.Classes} or more.");
        }

        return GaussianBlobs.Generate(options.Classes, options.Dimension, samples, options.Covariance, SeedStream.Derive(options.Seed, "data"));
    }

    private static async Task<TrainTestSplit> ImagesAsync(ProblemOptions options, ProgressContext progress, CancellationToken cancellation)
    {
        bool isMnist = options.Data == "mnist";
        var store = new DatasetStore(options.DataDirectory);
        ProgressTask? download = null;
        var report = new SynchronousProgress<DownloadProgress>(p =>
        {
            download ??= progress.AddTask("Download");
            download.Description = $"Download {p.File}";
            (download.IsIndeterminate, download.MaxValue, download.Value) = (p.Total is null, p.Total ?? 1, p.Total is null ? 0 : p.Received);
        });
        string folder = await store.ResolveAsync(isMnist ? Mnist.Source : Cifar10.Source, report, cancellation);
        // Pixels have eight bits: single precision holds them, in half the memory of a whole data set.
        ImageSize? size = options.Resize is (var height, var width) ? new ImageSize(height, width) : null;
        TrainTestSplit all = isMnist ? Mnist.Load(folder, ScalarType.Float32, size) : Cifar10.Load(folder, ScalarType.Float32, size);
        if (options.Samples is not { } samples)
        {
            return all;
        }

        using Dataset train = all.Train;
        try
        {
            return new TrainTestSplit(train.BalancedSubset(samples, SeedStream.Derive(options.Seed, "data")), all.Test);
        }
        catch (ArgumentException e)
        {
            all.Test.Dispose();
            throw new UsageException($"--samples {samples}: {PlainMessage.Of(e)} Leave --samples out for all {train.Count}.");
        }
    }

    private static Sequential CreateModel(ProblemOptions options, Dataset data)
    {
        long[] shape = data.ExampleShape;
        long seed = SeedStream.Derive(options.Seed, "weights");
        if (options.Model != "mlp" && shape.Length != 3)
        {
            throw new UsageException($"--model {options.Model} reads images, and {options.Data} are vectors. Use --model mlp, or --data mnist.");
        }

        return options.Model switch
        {
            "mlp" => MultilayerPerceptron.Create(shape.Aggregate(1L, (a, b) => a * b), options.Hidden, data.ClassCount, options.Activation, seed),
            "alexnet" => AlexNet.Create(shape[0], shape[1], shape[2], data.ClassCount, options.Activation, seed),
            "convnet" => ConvolutionalNetwork.Create(shape[0], shape[1], shape[2], options.Channels, data.ClassCount, options.Activation, seed),
            _ => LeNet.Create(shape[0], shape[1], shape[2], data.ClassCount, options.Activation, seed),
        };
    }
}
