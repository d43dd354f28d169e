using System.Text.Json.Nodes;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

public sealed class LossSpecTests
{
    public static TheoryData<string> Words => [.. LossSpecs.Registry.Words.Except(["file"])];

    [Theory, MemberData(nameof(Words))]
    public void EveryWordFindsItsLoss(string word)
    {
        LossSpec spec = LossSpecs.Registry.Find(word);
        Assert.Equal((word, word), (spec.Word, spec.Create().Name));
        Assert.NotEqual("", spec.Description);
    }

    [Fact]
    public void TheWordsAreThese() => Assert.Equal(
        ["cross-entropy", "squared-error", "mse", "binary-cross-entropy", "huber", "file"], LossSpecs.Registry.Words);

    [Fact]
    public void AnUnknownWordIsAnsweredWithTheKnownOnes() => Assert.Contains(
        string.Join(", ", LossSpecs.Registry.Words), Assert.Throws<ArgumentException>(() => LossSpecs.Registry.Find("hinge")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void SettingsReachTheLoss()
    {
        var crossEntropy = (CrossEntropy)Read(
            "cross-entropy", ("class-weights", "0.5,2"), ("label-smoothing", "0.1"), ("ignore-index", "-1"));
        Assert.Equal([0.5, 2], crossEntropy.ClassWeights!);
        Assert.Equal((0.1, -1), (crossEntropy.LabelSmoothing, crossEntropy.IgnoreIndex));
        Assert.Equal(2.5, ((Huber)Read("huber", ("huber-delta", "2.5"))).Delta);
        var usual = (CrossEntropy)Read("cross-entropy");
        Assert.Equal((null, 0, null), (usual.ClassWeights, usual.LabelSmoothing, usual.IgnoreIndex));
    }

    [Theory]
    [InlineData("class-weights", "1,-2", "class-weights must be at least 0, and is 1,-2.")]
    [InlineData("class-weights", "1,,2", "class-weights '' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("label-smoothing", "1", "label-smoothing must be below 1, and is 1.")]
    [InlineData("label-smoothing", "-0.1", "label-smoothing must be at least 0, and is -0.1.")]
    [InlineData(
        "ignore-index", "1.5", "ignore-index '1.5' is not a whole number up to 9223372036854775807, without separators, like 1000.")]
    public void SettingsThatNoLossHasAreRefused(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Read("cross-entropy", (name, value))).Message);

    /// <summary>What no command line can say, C# can.</summary>
    [Fact]
    public void LossesRefuseTheSame()
    {
        Assert.Throws<ArgumentException>(() => new CrossEntropy([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => new CrossEntropy([0, 0]));
        Assert.Throws<ArgumentException>(() => new CrossEntropy([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropy(null, labelSmoothing: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropy(null, labelSmoothing: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Huber(0));
        Assert.Throws<ArgumentException>(() => new LossFileSpec().Create());
    }

    /// <summary>What a loss holds is not the caller's list.</summary>
    [Fact]
    public void ALossKeepsItsWeights()
    {
        using LiveTensors live = new();
        double[] weights = [1, 2];
        var loss = new CrossEntropy(weights);
        weights[0] = 5;
        using Tensor targets = zeros(3, int64);
        Assert.Equal(3, loss.TotalWeight(targets));
    }

    [Fact]
    public void ALossOfAFunctionHasFullRankUnlessItSaysOtherwise()
    {
        Loss loss = Loss.FromExampleLosses("own", (f, _) => f.sum(1));
        Assert.Equal(("own", 7, true), (loss.Name, loss.OutputRank(7), loss.ReadsClassLabels));
        using Tensor targets = zeros(3, int64);
        Assert.Equal(3, loss.TotalWeight(targets));
        Assert.Null(loss.IgnoredTargets(targets));
    }

    private static Loss Read(string word, params (string Name, string Value)[] settings) => LossSpecs.Registry.Pick(
        word, settings.ToDictionary(s => s.Name, s => (JsonNode?)s.Value)).Create();
}
