using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class BatchSumTests : IDisposable
{
    private readonly Batch[] _batches = Networks.Batches([5], 3, seed: 2, 7, 4, 1);

    public void Dispose() => Array.ForEach(_batches, b => b.Dispose());

    [Fact]
    public void EveryBatchIsAddedOnceAndInOrderAndTheReductionComesLast()
    {
        List<string> seen = [];
        var sum = new BatchSum(_batches);
        sum.Over(batch => seen.Add($"{batch.Count}"), _ => seen.Add("reduced"));
        Assert.Equal(12, sum.ExampleCount);
        Assert.Equal(["7", "4", "1", "reduced"], seen);
    }

    [Theory]
    [InlineData(3, "3, 3, 1, 3, 1, 1"), InlineData(1, "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1"), InlineData(100, "7, 4, 1")]
    public void PiecesAreTheBatchesInTheirOrder(long size, string sizes)
    {
        using LiveTensors live = new();
        List<long> counts = [];
        List<double> features = [];
        new BatchSum(_batches).OverPieces(
            size,
            piece =>
            {
                counts.Add(piece.Count);
                features.AddRange(piece.Inputs.contiguous().data<double>().ToArray());
            },
            _ => { });
        Assert.Equal(sizes, string.Join(", ", counts));
        Assert.Equal(_batches.SelectMany(b => b.Inputs.data<double>().ToArray()), features);
    }

    [Fact]
    public void WhatABatchMakesIsReleasedWithIt()
    {
        using LiveTensors live = new();
        new BatchSum(_batches).Over(batch => _ = batch.Inputs.sum(), _ => { });
    }

    [Fact]
    public void ItStopsBetweenBatches()
    {
        using var source = new CancellationTokenSource();
        int added = 0;
        Assert.Throws<OperationCanceledException>(() => new BatchSum(_batches).Over(
            _ =>
            {
                added++;
                source.Cancel();
            },
            _ => Assert.Fail("An unfinished sum must not be shared."),
            source.Token));
        Assert.Equal(1, added);
    }

    [Fact]
    public void OneProcessKeepsItsSumsToTheBit()
    {
        using Tensor total = tensor([0.1, -0.0, double.NaN]), before = total.clone();
        Reduction.Alone.AddInPlace(total);
        TensorAssert.SameBits(before, total);
        Assert.Equal(0.1, Reduction.Alone.Sum(0.1));
        Assert.Equal([0.1, 0.2], Reduction.Alone.Gather([0.1, 0.2]));
    }
}
