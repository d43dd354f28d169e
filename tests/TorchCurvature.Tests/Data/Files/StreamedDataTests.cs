using System.IO.Compression;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Data.Files;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>Data that stay in their file against the same data in memory, bit for bit, with batches of unequal sizes.</summary>
public sealed class StreamedDataTests : IDisposable
{
    private const int Count = 53;

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public StreamedDataTests()
    {
        double[] numbers = [.. Enumerable.Range(0, Count * 6).Select(i => Math.Sin(i * i))];
        long[] labels = [.. Enumerable.Range(0, Count).Select(i => i * 7L % 3)];
        _path = NumpyFiles.WriteNpz(
            _folder["set.npz"], ("y", NumpyFiles.Longs($"({Count},)", labels)), ("x", NumpyFiles.Doubles($"({Count}, 6)", numbers)));
    }

    [Fact]
    public void EveryNumberComesFromTheFileAsItWouldFromMemory()
    {
        using LiveTensors live = new();
        foreach (DataFileSpec spec in (DataFileSpec[])[Spec(), Spec() with { TestFraction = 0.3, Samples = 31 }])
        {
            using TrainTestSplit memory = InMemory(spec), file = InFile(spec);
            Assert.Equal((false, true), (memory.Train.IsStreamed, file.Train.IsStreamed));
            using Dataset expected = memory.Train.To(float32), streamed = file.Train.To(float32);
            Assert.Equal((expected.Count, expected.DType), (streamed.Count, streamed.DType));
            using Batches whole = expected.Batches(7), parts = streamed.Batches(7);
            Assert.Equal(whole.Select(b => b.Count), parts.Select(b => b.Count));
            Assert.Equal(expected.Count, parts.ExampleCount);
            foreach ((Batch a, Batch b) in whole.Zip(parts))
            {
                TensorAssert.SameBits(a.Inputs, b.Inputs);
                TensorAssert.SameBits(a.Targets, b.Targets);
            }

            using Tensor places = tensor([5L, 6L, 0L, 30L]);
            using Batch chosen = expected.Select(places), read = streamed.Select(places);
            TensorAssert.SameBits(chosen.Inputs, read.Inputs);
            string message = Assert.Throws<InvalidOperationException>(() => streamed.Inputs).Message;
            Assert.Contains("read batch by batch", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, 0), InlineData(ScalarType.Float64, 0), InlineData(ScalarType.Float64, 3)]
    public void LossGradientAndProductsAreTheSame(ScalarType dtype, int keptGraphs)
    {
        using LiveTensors live = new();
        using TrainTestSplit memory = InMemory(Spec()), file = InFile(Spec());
        using Sequential model = MultilayerPerceptron.Create(6, [5], 3, Activation.Tanh, seed: 2);
        model.to(dtype);
        using Results expected = Of(memory.Train), streamed = Of(file.Train);
        Assert.Equal(expected.Loss, streamed.Loss);
        TensorAssert.SameBits(expected.Gradient, streamed.Gradient);
        TensorAssert.SameBits(expected.Product, streamed.Product);

        Results Of(Dataset data)
        {
            using Dataset converted = data.To(dtype);
            using Batches batches = converted.Batches(9);
            var risk = new EmpiricalRisk(model, new CrossEntropy(), batches, weightDecay: 0.01);
            Assert.Equal(9, risk.Batches[0].Count);
            using var hessian = new HessianOperator(risk, keptGraphs);
            using Tensor numbers = linspace(-1, 1, 2 * risk.Dimension, dtype), block = numbers.reshape(risk.Dimension, 2);
            using Tensor first = hessian.Multiply(block);
            return new Results(risk.Evaluate(), risk.Gradient(), hessian.Multiply(block));
        }
    }

    [Theory]
    [InlineData(null), InlineData(10)]
    public void ATrainingTakesTheSameSteps(int? batchSize)
    {
        OptimizerSpec optimizer = batchSize is { } size
            ? new StochasticGradientDescentSpec { BatchSize = size, LearningRate = 0.2 }
            : new GradientDescentSpec { LearningRate = 0.2 };
        using LiveTensors live = new();
        using TrainTestSplit memory = InMemory(Spec()), file = InFile(Spec());
        double[] expected = Losses(memory.Train), streamed = Losses(file.Train);
        Assert.True(expected[^1] < expected[0]);
        Assert.Equal(expected, streamed);

        double[] Losses(Dataset data)
        {
            using Sequential model = MultilayerPerceptron.Create(6, [5], 3, Activation.Tanh, seed: 2);
            var options = new TrainingOptions { Optimizer = optimizer, MaxSteps = 15, Seed = 4 };
            return [.. new Trainer(model, new CrossEntropy(), data, options).Run().History.Select(r => r.Loss)];
        }
    }

    [Fact]
    public void ALoaderOfOnesOwnReadsWhatIsLookedAtAndReleasesIt()
    {
        using LiveTensors live = new();
        List<int> reads = [];
        using var loader = new BatchLoader([4, 2, 3], Load);
        Assert.Equal((3, 9L), (loader.Count, loader.ExampleCount));
        Assert.Equal([4, 2, 3], loader.Select(b => b.Count));
        Assert.Empty(reads);
        Assert.Equal([0, 1, 2], loader.Select(b => b.Inputs.data<long>()[0]));
        Assert.Equal([0, 1, 2], reads);
        Batch held = loader[1];
        Assert.Equal(1, held.Inputs.data<long>()[0]);
        Assert.Equal(1, loader[1].Inputs.data<long>()[0]);
        Assert.Equal([0, 1, 2, 1], reads);
        Assert.Equal(2, loader[2].Inputs.data<long>()[0]);
        Assert.True(held.Inputs.IsInvalid);

        using var wrong = new BatchLoader([5], Load);
        string message = Assert.Throws<InvalidOperationException>(() => wrong[0].Inputs).Message;
        Assert.Contains("was to give 5 examples in batch 0, and gave 4", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader([0], Load));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader[3]);

        Batch Load(int place)
        {
            reads.Add(place);
            long[] counts = [4, 2, 3];
            return new Batch(full([counts[place], 2], place, int64), zeros(counts[place], int64));
        }
    }

    [Fact]
    public void WhatCannotBeReadByRowsSaysHowItCould()
    {
        string path = _folder["compressed.npz"];
        NumpyFiles.WriteNpz(
            path, CompressionLevel.Optimal, ("x", NumpyFiles.Doubles("(2, 1)", 1, 2)), ("y", NumpyFiles.Longs("(2,)", 0, 1)));
        InsufficientMemoryException error = Assert.Throws<InsufficientMemoryException>(() => InFile(new() { Path = path }));
        Assert.Contains("as numpy.savez writes it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotFiniteIsFoundInTheFile()
    {
        string path = NumpyFiles.WriteNpz(
            _folder["nan.npz"], ("x", NumpyFiles.Doubles("(3, 1)", 1, 2, double.NaN)), ("y", NumpyFiles.Longs("(3,)", 0, 1, 1)));
        DataFormatException error = Assert.Throws<DataFormatException>(() => InFile(new() { Path = path }));
        Assert.Contains("the input of example 2 is not finite", error.Message, StringComparison.Ordinal);
        string large = NumpyFiles.WriteNpz(
            _folder["large.npz"], ("x", NumpyFiles.Doubles("(2, 1)", 1, 1e300)), ("y", NumpyFiles.Longs("(2,)", 0, 1)));
        using TrainTestSplit split = InFile(new() { Path = large });
        string message = Assert.Throws<ArgumentException>(() => split.Train.To(float32)).Message;
        Assert.Contains("example 1 is not finite", message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static TrainTestSplit InMemory(DataFileSpec spec) => new FileDataset(spec, availableBytes: 1L << 30).Read(seed: 5);

    private static TrainTestSplit InFile(DataFileSpec spec) => new FileDataset(spec, availableBytes: 10).Read(seed: 5);

    private DataFileSpec Spec() => new() { Path = _path };

    private sealed record Results(RiskEvaluation Loss, Tensor Gradient, Tensor Product) : IDisposable
    {
        public void Dispose()
        {
            Gradient.Dispose();
            Product.Dispose();
        }
    }
}
