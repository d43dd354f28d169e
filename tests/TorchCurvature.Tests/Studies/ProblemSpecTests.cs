using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Studies;

public sealed class ProblemSpecTests
{
    /// <summary>Such data and networks would end the process if they were made.</summary>
    [Fact]
    public async Task WhatNoMemoryHoldsIsRefusedBeforeItIsMade()
    {
        var network = new ProblemSpec { Model = new MlpSpec { Hidden = [int.MaxValue, int.MaxValue] } };
        var data = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = int.MaxValue, Dimension = int.MaxValue },
            Model = new LeNetSpec(),
        };
        string ofNetwork = Assert.Throws<InsufficientMemoryException>(network.RequireRoom).Message;
        string ofData = Assert.Throws<InsufficientMemoryException>(data.RequireRoom).Message;
        Assert.StartsWith("The 4,611,686,", ofNetwork, StringComparison.Ordinal);
        Assert.Contains("2,147,483,647 training and as many test examples of 2,147,483,647 numbers", ofData, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InsufficientMemoryException>(() => network.LoadAsync());
        await Assert.ThrowsAsync<InsufficientMemoryException>(() => data.LoadAsync());
        new ProblemSpec().RequireRoom();
    }

    [Fact]
    public async Task DataAreReleasedWhereTheNetworkCannotBeMade()
    {
        var spec = new ProblemSpec { Data = new BlobsSpec { Samples = 30 } };
        using var live = new LiveTensors();
        SettingException refusal =
            await Assert.ThrowsAsync<SettingException>(() => (spec with { Model = new MlpSpec { Hidden = [0] } }).LoadAsync());
        Assert.DoesNotContain("Parameter", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "blobs are vectors",
            (await Assert.ThrowsAsync<SettingException>(() => (spec with { Model = new LeNetSpec() }).LoadAsync())).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<SettingException>(() => (spec with { Loss = new LossFileSpec { Path = "none.pt" } }).LoadAsync());
        await Assert.ThrowsAsync<SettingException>(() => (spec with { Data = new BlobsSpec { Samples = 4 } }).LoadAsync());
    }

    [Fact]
    public void TheParameterCountIsThatOfTheNetwork()
    {
        var spec = new ProblemSpec { Data = new BlobsSpec { Dimension = 4, Classes = 3 }, Model = new MlpSpec { Hidden = [3, 2] } };
        Assert.Equal((5 * 3) + (4 * 2) + (3 * 3), spec.ParameterCount);
        Assert.Null((spec with { Model = new LeNetSpec() }).ParameterCount);
    }

    [Fact]
    public void DrawnExamplesAreThoseOfTheirSeedAndWholeDataSetsAreThemselves()
    {
        var blobs = new ProblemSpec { Data = new BlobsSpec(), Seed = 1 };
        Assert.True(blobs.HasTheExamplesOf(blobs with { Model = new LeNetSpec(), Loss = new SquaredErrorSpec(), WeightDecay = 1 }));
        Assert.False(blobs.HasTheExamplesOf(blobs with { Seed = 2 }));
        Assert.True(blobs.HasTheExamplesOf(blobs with { Seed = 2, SeedOfData = 1 }));
        Assert.False(blobs.HasTheExamplesOf(blobs with { Data = new BlobsSpec { Spread = 2 } }));

        var images = new ProblemSpec { Data = new MnistSpec { DataDirectory = "here" }, Seed = 1 };
        Assert.True(images.HasTheExamplesOf(images with { Data = new MnistSpec { DataDirectory = "there" }, Seed = 2 }));
        Assert.False(images.HasTheExamplesOf(images with { Data = new Cifar10Spec() }));
        Assert.False(images.HasTheExamplesOf(images with { Data = new MnistSpec { Resize = new ImageSize(7, 7) } }));
        ProblemSpec subset = images with { Data = new MnistSpec { Samples = 10 } };
        Assert.False(subset.HasTheExamplesOf(images));
        Assert.False(subset.HasTheExamplesOf(subset with { Seed = 2 }));
        Assert.True(subset.HasTheExamplesOf(subset with { Seed = 2, SeedOfData = 1 }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5L)]
    public void AProblemGoesThroughJson(long? seedOfData)
    {
        var spec = new ProblemSpec
        {
            Data = new MnistSpec { Samples = 7, Resize = new ImageSize(14, 7), DataDirectory = "a b" },
            Model = new ConvolutionalNetworkSpec { Channels = [2, 3], Activation = Activation.Softplus },
            Loss = new SquaredErrorSpec(),
            WeightDecay = 0.1,
            Seed = long.MinValue,
            SeedOfData = seedOfData,
        };
        JsonObject json = JsonNode.Parse(spec.ToJson().ToJsonString())!.AsObject();
        var again = ProblemSpec.FromJson(json);
        Assert.Equal(spec with { Data = again.Data, Model = again.Model }, again);
        Assert.True(spec.Data.MeansTheSameAs(again.Data) && spec.Model.MeansTheSameAs(again.Model));
        Assert.Equal("a b", ((MnistSpec)again.Data).DataDirectory);
        Assert.Equal((spec.DataSeed, spec.WeightSeed), (again.DataSeed, again.WeightSeed));
        foreach (string part in (string[])["data", "model", "loss", "weight-decay", "seed"])
        {
            JsonObject without = json.DeepClone().AsObject();
            without.Remove(part);
            Assert.Contains(part, Assert.Throws<FormatException>(() => ProblemSpec.FromJson(without)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ALossGoesThroughJsonWithItsSettingsAndByItsWordAlone()
    {
        var spec = new ProblemSpec { Loss = new CrossEntropySpec { ClassWeights = [0.5, 2], LabelSmoothing = 0.1, IgnoreIndex = -100 } };
        JsonObject json = JsonNode.Parse(spec.ToJson().ToJsonString())!.AsObject();
        Assert.True(spec.Loss.MeansTheSameAs(ProblemSpec.FromJson(json).Loss));
        Assert.Equal("cross-entropy 0.5,2 0.1 -100", ProblemSpec.FromJson(json).Loss.Describe());

        json["loss"] = "squared-error";
        Assert.Equal(new SquaredErrorSpec(), ProblemSpec.FromJson(json).Loss);
        json["loss"] = "hinge";
        Assert.Contains(
            "There is no loss 'hinge'", Assert.Throws<ArgumentException>(() => ProblemSpec.FromJson(json)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Before anything is trained.</summary>
    [Fact]
    public async Task ALossThatNothingOfTheDataCountsForIsRefused()
    {
        var spec = new ProblemSpec { Data = new BlobsSpec { Samples = 30, Classes = 2 } };
        using var live = new LiveTensors();
        string message = (await Assert.ThrowsAsync<SettingException>(
            () => (spec with { Loss = new CrossEntropySpec { ClassWeights = [1] } }).LoadAsync())).Message;
        Assert.StartsWith("The labels run from 0 to 1, but the list of class weights has 1 of them", message, StringComparison.Ordinal);
        using Problem problem = await (spec with { Loss = new CrossEntropySpec { ClassWeights = [0, 1] } }).LoadAsync();
        Assert.Equal([0, 1], ((CrossEntropy)problem.Loss).ClassWeights!);
    }
}
