using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class BatchesTests
{
    /// <summary>Of at most 40 that is 32; what is left over is cut into what fills blocks and at most 15 more.</summary>
    [Theory]
    [InlineData(100, 40, "32, 32, 32, 4")]
    [InlineData(120, 40, "32, 32, 32, 16, 8")]
    [InlineData(96, 32, "32, 32, 32")]
    [InlineData(20, 40, "16, 4")]
    [InlineData(15, 40, "15")]
    [InlineData(20, 12, "12, 8")]
    public void ImagesInSinglePrecisionAreCutInBlocksOf16(long examples, long size, string sizes) =>
        Assert.Equal(sizes, Sizes(Images(examples, float32), size));

    [Fact]
    public void WhatIsNoImageOrNotInSinglePrecisionIsCutAsAsked()
    {
        Assert.Equal("40, 40, 20", Sizes(Images(100, float64), 40));
        Assert.Equal("40, 40, 20", Sizes(Images(100, float32).reshape(100, -1), 40));
    }

    [Fact]
    public void TheCutKeepsTheOrderAndEveryExample()
    {
        using LiveTensors live = new();
        using Dataset data = Numbered(Images(120, float32));
        using Batches batches = Batches.ForProducts(data, 40);
        Assert.Equal(120, batches.ExampleCount);
        Assert.Equal(Enumerable.Range(0, 120).Select(i => i % 3L), batches.SelectMany(b => b.Targets.data<long>().ToArray()));
        using Tensor together = cat([.. batches.Select(b => b.Inputs)]);
        TensorAssert.SameBits(data.Inputs, together);
    }

    [Fact]
    public void TheyAreReleasedTogether()
    {
        using LiveTensors live = new();
        using Dataset data = Numbered(Images(5, float64));
        Batches batches = data.Batches(2);
        Batch first = batches[0];
        batches.Dispose();
        Assert.True(first.Inputs.IsInvalid);
        Assert.False(data.Inputs.IsInvalid);
    }

    [Fact]
    public void ASizeBelowOneIsRefused()
    {
        using Dataset data = Numbered(Images(5, float32));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => data.Batches(0));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Batches.ForProducts(data, 0));
    }

    private static string Sizes(Tensor inputs, long size)
    {
        using Dataset data = Numbered(inputs);
        using Batches batches = Batches.ForProducts(data, size);
        return string.Join(", ", batches.Select(b => b.Count));
    }

    private static Dataset Numbered(Tensor inputs)
    {
        using Tensor numbers = arange(inputs.shape[0], int64);
        return new Dataset("images", inputs, numbers.remainder(3), 3);
    }

    private static Tensor Images(long examples, ScalarType dtype)
    {
        using Tensor numbers = arange(examples * 4, dtype);
        return numbers.reshape(examples, 1, 2, 2);
    }
}
