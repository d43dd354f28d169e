using TorchCurvature.Cli;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting;

namespace TorchCurvature.Tests.Data;

/// <summary>
/// There is one loop over the data, that of <see cref="BatchSum"/>, so that whoever shares the data among processes has one place to add
/// what the others found.
/// </summary>
public sealed class DataLoopTests
{
    /// <summary>What walks over batches and is let: the sum itself, and what adds nothing up over the data.</summary>
    private static readonly string[] s_allowed =
    [
        // The loop, N and the total weight.
        "TorchCurvature.Data.BatchSum..ctor",
        "TorchCurvature.Data.BatchSum.Over",
        "TorchCurvature.Data.BatchSum.Total",

        // The list of batches: cut, handed out, counted and released.
        "TorchCurvature.Data.Batches.Dispose",
        "TorchCurvature.Data.Batches.GetEnumerator",
        "TorchCurvature.Data.Batches.System.Collections.IEnumerable.GetEnumerator",
        "TorchCurvature.Data.Batches.get_ExampleCount",
        "TorchCurvature.Data.Batches.get_Item",
        "TorchCurvature.Data.BatchLoader.System.Collections.IEnumerable.GetEnumerator",
        "TorchCurvature.Data.Dataset.Cut",

        // Refuses batches of another precision.
        "TorchCurvature.Curvature.EmpiricalRisk..ctor",

        // Pairs examples with one another, and adds nothing up over them.
        "TorchCurvature.Curvature.Gram.LayerGram.PullBack",
        "TorchCurvature.Curvature.Gram.RowGram.Write",
        "TorchCurvature.Curvature.Gram.RowPieces.Of",

        // The examples of a sum as several processes get them: cut, sent, received and released.
        "TorchCurvature.Sharing.Follower.Open",
        "TorchCurvature.Sharing.Leader.Find",
        "TorchCurvature.Sharing.Leader.SendPieces",
        "TorchCurvature.Sharing.Leader.ShapesOf",
        "TorchCurvature.Sharing.Piece.Of",
        "TorchCurvature.Sharing.Share.Dispose",

        // All examples, which each process has for its part of an exact matrix: sent and received.
        "TorchCurvature.Studies.Parts.MatrixInParts.TryCompute",
        "TorchCurvature.Studies.Parts.PartQuestion.AskOwn",
        "TorchCurvature.Studies.Parts.PartsPlan.For",

        // The memory that batches take on this machine.
        "TorchCurvature.Curvature.Products.ProductMemory.GraphBytes",
        "TorchCurvature.Curvature.Products.ProductMemory.GraphsThatFit",
        "TorchCurvature.Curvature.Products.ProductMemory.get_GradientBytes",
        "TorchCurvature.Curvature.Products.ProductMemory.get_PassBytes",
        "TorchCurvature.Curvature.Exact.WorkingMemory.Of",
    ];

    [Theory]
    [InlineData(typeof(Batch))]
    [InlineData(typeof(CsvTable))]
    [InlineData(typeof(Experiment))]
    [InlineData(typeof(CurvatureCommand))]
    public void NothingButTheSumWalksOverBatches(Type member)
    {
        string[] others = [.. DataLoopScan.Walks(member.Assembly).Except(s_allowed)];
        Assert.True(others.Length == 0, $"Let {typeof(BatchSum).FullName} do it:\n{string.Join('\n', others)}");
    }

    [Fact]
    public void WhatIsLetIsThere() => Assert.Empty(s_allowed.Except(DataLoopScan.Walks(typeof(Batch).Assembly)));

    /// <summary>Guards the test above: were the scan blind, it could not fail.</summary>
    [Theory]
    [InlineData(nameof(PlantedDataLoops.ByForeach))]
    [InlineData(nameof(PlantedDataLoops.OverBatches))]
    [InlineData(nameof(PlantedDataLoops.ByIndex))]
    [InlineData(nameof(PlantedDataLoops.OverAnArray))]
    [InlineData(nameof(PlantedDataLoops.ByQuery))]
    [InlineData(nameof(PlantedDataLoops.ByAction))]
    [InlineData(nameof(PlantedDataLoops.InLambda))]
    [InlineData(nameof(PlantedDataLoops.InIterator))]
    public void APlantedLoopIsFound(string method) => Assert.Contains($"{typeof(PlantedDataLoops).FullName}.{method}", Planted());

    [Fact]
    public void WhatLooksAtOneBatchIsNotAccused() =>
        Assert.DoesNotContain($"{typeof(PlantedDataLoops).FullName}.{nameof(PlantedDataLoops.Innocent)}", Planted());

    private static IReadOnlyList<string> Planted() => DataLoopScan.Walks(typeof(PlantedDataLoops).Assembly);
}
