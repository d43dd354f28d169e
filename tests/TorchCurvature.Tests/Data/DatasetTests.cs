using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class DatasetTests
{
    private static readonly long[] SevenLabels = [0, 1, 2, 0, 1, 2, 0];

    [Fact]
    public void BatchesCoverTheExamplesInOrderAndTheLastIsShorter()
    {
        using LiveTensors live = new();
        using Dataset data = Numbered(SevenLabels, 3);
        Batches batches = data.Batches(3);

        Assert.Equal([3, 3, 1], batches.Select(batch => batch.Count));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], batches.SelectMany(batch => FirstFeatures(batch.Inputs)));
        Assert.Equal(SevenLabels, batches.SelectMany(batch => batch.Targets.data<long>().ToArray()));
        batches.Dispose();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], FirstFeatures(data.Inputs));
    }

    [Fact]
    public void ABatchLargerThanTheDataIsTheWholeData()
    {
        using Dataset data = Numbered(SevenLabels, 3);
        using Batch batch = Assert.Single(data.Batches(100));
        Assert.Equal(data.Inputs.shape, batch.Inputs.shape);
    }

    [Fact]
    public void BatchesAreViewsOfTheData()
    {
        using Dataset data = Numbered(SevenLabels, 3);
        using Batches batches = data.Batches(4);
        batches[1].Inputs.fill_(-1);
        Assert.Equal([0, 1, 2, 3, -1, -1, -1], FirstFeatures(data.Inputs));
    }

    [Fact]
    public void ADatasetOutlivesTheScopeItWasMadeIn()
    {
        using LiveTensors live = new();
        Dataset data;
        using (NewDisposeScope())
        {
            data = Numbered(SevenLabels, 3);
        }

        Assert.False(data.Inputs.IsInvalid);
        data.Dispose();
    }

    [Theory]
    [InlineData(7), InlineData(6), InlineData(5), InlineData(1)]
    public void ABalancedSubsetHasClassCountsThatDifferByAtMostOne(long count)
    {
        using Dataset data = Numbered(SevenLabels, 3);
        using Dataset subset = data.BalancedSubset(count, seed: 1);
        long[] perClass = CountPerClass(subset);
        Assert.Equal(count, perClass.Sum());
        Assert.True(perClass.Max() - perClass.Min() <= 1);
    }

    [Fact]
    public void ABalancedSubsetKeepsPairsAndOrderAndDependsOnTheSeedAlone()
    {
        using LiveTensors live = new();
        long[] labels = [.. Enumerable.Range(0, 300).Select(index => (long)(index * index % 7 % 3))];
        using Dataset data = Numbered(labels, 3);
        using Dataset first = data.BalancedSubset(30, seed: 5);
        using Dataset again = data.BalancedSubset(30, seed: 5);
        using Dataset other = data.BalancedSubset(30, seed: 6);

        double[] indices = FirstFeatures(first.Inputs);
        Assert.Equal(indices.Distinct().Order(), indices);
        Assert.Equal(indices.Select(index => labels[(int)index]), first.Labels.data<long>().ToArray());
        Assert.Equal(indices, FirstFeatures(again.Inputs));
        Assert.NotEqual(indices, FirstFeatures(other.Inputs));
    }

    [Fact]
    public void ABalancedSubsetThatAClassCannotFillSaysHowManyThereAre()
    {
        using LiveTensors live = new();
        using Dataset data = Numbered([0, 0, 0, 0, 1, 1], 2);
        ArgumentException error = Assert.Throws<ArgumentException>(() => data.BalancedSubset(6, seed: 0));
        Assert.Contains("2 examples of class 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FlattenedExamplesAreVectors()
    {
        using LiveTensors live = new();
        using Dataset data = Numbered(SevenLabels, 3);
        using Dataset flat = data.Flatten();
        Assert.Equal([2, 2], data.ExampleShape);
        Assert.Equal([4], flat.ExampleShape);
        Assert.Equal(FirstFeatures(data.Inputs), FirstFeatures(flat.Inputs));
    }

    [Theory]
    [InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void AConvertedDatasetIsIndependentOfTheOriginalsLifetime(ScalarType dtype)
    {
        using LiveTensors live = new();
        Dataset data = Numbered(SevenLabels, 3);
        using Dataset converted = data.To(dtype);
        data.Dispose();
        Assert.Equal(dtype, converted.Inputs.dtype);
        using Tensor sum = converted.Inputs.sum();
        Assert.Equal(84, sum.ToDouble());
        Assert.Equal(SevenLabels, converted.Labels.data<long>().ToArray());
    }

    [Fact]
    public void AnInputThatOverflowsTheNewDtypeIsRefused()
    {
        using LiveTensors live = new();
        using Dataset data = new("large", tensor([1.0, 1e300], [2, 1]), tensor([0L, 0L]), 1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => data.To(ScalarType.Float32));
        Assert.Contains("example 1 is not finite", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void AnInputThatIsNotFiniteIsNamedByItsExample(double bad)
    {
        using Tensor inputs = tensor([1, 2, 3, bad, bad, 4], [3, 2], float64);
        using Tensor labels = zeros(3, int64);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Dataset("bad", inputs, labels, 1));
        Assert.Contains("example 1 is not finite", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1), InlineData(3)]
    public void ALabelOutsideTheClassesIsNamedByItsExample(long bad)
    {
        using Tensor inputs = zeros(4, 2);
        using Tensor labels = tensor([0L, 2L, bad, bad]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Dataset("bad", inputs, labels, 3));
        Assert.Contains($"label of example 2 is {bad}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongShapesAndDtypesAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inputs = zeros(4, 2), labels = zeros(4, int64);
        Assert.Throws<ArgumentException>("inputs", () => new Dataset("bad", inputs.to(@bool), labels, 1));
        Assert.Throws<ArgumentException>("inputs", () => new Dataset("bad", [inputs, zeros(3, 2)], labels, 1));
        Assert.Throws<ArgumentException>("inputs", () => new Dataset("bad", [inputs, zeros([4, 2], float64)], labels, 1));
        Assert.Throws<ArgumentException>("inputs", () => new Dataset("bad", [], labels, 1));
        Assert.Throws<ArgumentException>("inputs", () => new Dataset("bad", zeros(0, 2), zeros(0, int64), 1));
        Assert.Throws<ArgumentException>("labels", () => new Dataset("bad", inputs, labels.to(int32), 1));
        Assert.Throws<ArgumentException>("labels", () => new Dataset("bad", inputs, zeros(3, int64), 1));
        Assert.Throws<ArgumentException>("labels", () => new Dataset("bad", inputs, zeros([4, 0], int64), 1));
        Assert.Throws<ArgumentOutOfRangeException>("classCount", () => new Dataset("bad", inputs, labels, 0));
        Assert.Throws<ArgumentException>("targets", () => new Batch(inputs, zeros(3)));
        Assert.Throws<ArgumentException>("inputs", () => new Batch(zeros(0, 2), zeros(0)));
    }

    private static Dataset Numbered(long[] labels, int classCount)
    {
        using DisposeScope scope = NewDisposeScope();
        return new Dataset(
            "numbered", arange(labels.Length, float64).reshape(-1, 1, 1).expand(-1, 2, 2).clone(), tensor(labels), classCount);
    }

    private static double[] FirstFeatures(Tensor inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        return inputs.reshape(inputs.shape[0], -1).select(1, 0).contiguous().data<double>().ToArray();
    }

    private static long[] CountPerClass(Dataset data)
    {
        using Tensor counts = data.Labels.bincount(null, data.ClassCount);
        return counts.data<long>().ToArray();
    }
}
