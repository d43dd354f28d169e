using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class GaussianBlobsTests
{
    [Theory]
    [InlineData(2, 3, 50, 1), InlineData(5, 100, 101, 10), InlineData(1, 4, 10, 1)]
    public void EveryFeatureHasMeanZeroAndVarianceOneOverBothHalves(int classes, int dimension, int samples, double covariance)
    {
        using LiveTensors live = new();
        using TrainTestSplit split = GaussianBlobs.Generate(classes, dimension, samples, covariance, seed: 3);
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal([samples, dimension], split.Train.Inputs.shape);
        Assert.Equal([samples, dimension], split.Test!.Inputs.shape);

        Tensor all = cat([split.Train.Inputs, split.Test!.Inputs]);
        Assert.InRange(all.mean([0]).abs().max().ToDouble(), 0, 1e-13);
        Assert.InRange(all.square().mean([0]).sub(1).abs().max().ToDouble(), 0, 1e-12);
    }

    [Theory]
    [InlineData(5, 1000), InlineData(7, 100), InlineData(3, 3)]
    public void ClassSizesOverBothHalvesDifferByAtMostOne(int classes, int samples)
    {
        using TrainTestSplit split = GaussianBlobs.Generate(classes, 2, samples);
        long[] labels = [.. split.Train.Labels.data<long>(), .. split.Test!.Labels.data<long>()];
        int[] sizes = [.. Enumerable.Range(0, classes).Select(label => labels.Count(value => value == label))];
        Assert.Equal(2 * samples, sizes.Sum());
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    /// <summary>
    /// Standardization divides out per feature, so variance between centres over variance within classes is what it was before:
    /// (10²/3)(1 − 1/C) over s², averaged over features.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(10)]
    public void PointsScatterAboutTheirCentresWithVarianceOfTheSquaredMultiplier(double covariance)
    {
        const int Classes = 5, Dimension = 4000, Samples = 250;
        using TrainTestSplit split = GaussianBlobs.Generate(Classes, Dimension, Samples, covariance, seed: 11);
        using DisposeScope scope = NewDisposeScope();
        Tensor all = cat([split.Train.Inputs, split.Test!.Inputs]), labels = cat([split.Train.Labels, split.Test!.Labels]);

        Tensor within = zeros(Dimension, float64), between = zeros(Dimension, float64);
        for (int label = 0; label < Classes; label++)
        {
            Tensor members = all.index_select(0, labels.eq(label).nonzero().flatten());
            within.add_(members.var(0, unbiased: true).div(Classes));
            between.add_(members.mean([0]).square().div(Classes));
        }

        double ratio = between.div(within).mean().ToDouble();
        double expected = 100.0 / 3 * (1 - (1.0 / Classes)) / (covariance * covariance);
        Assert.InRange(ratio / expected, 0.94, 1.06);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOtherData()
    {
        using TrainTestSplit first = GaussianBlobs.Generate(3, 10, 20, seed: 1);
        using TrainTestSplit again = GaussianBlobs.Generate(3, 10, 20, seed: 1);
        using TrainTestSplit other = GaussianBlobs.Generate(3, 10, 20, seed: 2);
        Assert.Equal(first.Train.Inputs.bytes.ToArray(), again.Train.Inputs.bytes.ToArray());
        Assert.Equal(first.Test!.Inputs.bytes.ToArray(), again.Test!.Inputs.bytes.ToArray());
        Assert.Equal(first.Train.Labels.bytes.ToArray(), again.Train.Labels.bytes.ToArray());
        Assert.NotEqual(first.Train.Inputs.bytes.ToArray(), other.Train.Inputs.bytes.ToArray());
        Assert.NotEqual(first.Train.Labels.bytes.ToArray(), other.Train.Labels.bytes.ToArray());
    }

    [Fact]
    public void SinglePrecisionIsTheSameDataRounded()
    {
        using TrainTestSplit wide = GaussianBlobs.Generate(3, 10, 20, seed: 1);
        using TrainTestSplit narrow = GaussianBlobs.Generate(3, 10, 20, seed: 1, dtype: ScalarType.Float32);
        Assert.Equal(wide.Train.Inputs.data<double>().Select(value => (float)value), narrow.Train.Inputs.data<float>());
    }

    [Fact]
    public void ImpossibleArgumentsAreNamed()
    {
        using LiveTensors live = new();
        Assert.Throws<ArgumentOutOfRangeException>("classes", () => GaussianBlobs.Generate(classes: 0));
        Assert.Throws<ArgumentOutOfRangeException>("dimension", () => GaussianBlobs.Generate(dimension: -1));
        Assert.Throws<ArgumentOutOfRangeException>("samples", () => GaussianBlobs.Generate(classes: 5, samples: 4));
        Assert.Throws<ArgumentOutOfRangeException>("spread", () => GaussianBlobs.Generate(spread: 0));
        Assert.Throws<ArgumentOutOfRangeException>("spread", () => GaussianBlobs.Generate(spread: double.NaN));
        Assert.Throws<ArgumentException>(() => GaussianBlobs.Generate(dtype: ScalarType.Int64));
    }
}
