using System.CommandLine;
using TorchCurvature.Cli;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Losses;

namespace TorchCurvature.Tests.Cli;

/// <summary>The settings of losses as options.</summary>
public sealed class LossOptionsTests
{
    [Fact]
    public void OptionsAreTheSettingsOfTheirLoss()
    {
        var weighted = (CrossEntropySpec)Read("--class-weights", "0.5,2,1", "--label-smoothing", "0.1", "--ignore-index", "-100");
        Assert.Equal([0.5, 2, 1], weighted.ClassWeights!);
        Assert.Equal((0.1, -100), (weighted.LabelSmoothing, weighted.IgnoreIndex));
        Assert.Equal(new CrossEntropySpec(), Read());
        Assert.Equal(new HuberSpec { Delta = 0.5 }, Read("--loss", "huber", "--huber-delta", "0.5"));
        Assert.Equal(new MeanSquaredErrorSpec(), Read("--loss", "mse"));
        Assert.Equal(new BinaryCrossEntropySpec(), Read("--loss", "binary-cross-entropy"));
    }

    [Theory]
    [InlineData("--class-weights is for --loss cross-entropy, and --loss is mse", "--loss", "mse", "--class-weights", "1,2")]
    [InlineData("--huber-delta is for --loss huber, and --loss is cross-entropy", "--huber-delta", "2")]
    [InlineData("--huber-delta must be more than 0, and is 0.", "--loss", "huber", "--huber-delta", "0")]
    [InlineData("--class-weights must be at least 0, and is 1,-2.", "--class-weights", "1,-2")]
    [InlineData("--label-smoothing must be below 1, and is 1.", "--label-smoothing", "1")]
    [InlineData("--ignore-index '1.5' is not a whole number up to", "--ignore-index", "1.5")]
    [InlineData("--loss 'hinge' must be one of cross-entropy, squared-error, mse", "--loss", "hinge")]
    public void WhatNoLossTakesIsRefused(string message, params string[] options) => Assert.Contains(
        Parse(options).Errors, error => error.Message.StartsWith(message, StringComparison.Ordinal));

    private static LossSpec Read(params string[] options)
    {
        ParseResult parsed = Parse(options);
        Assert.Empty(parsed.Errors);
        return ProblemArguments.ReadProblem(parsed).Loss;
    }

    private static ParseResult Parse(string[] options) => CurvatureCommand.Root.Parse(["spectrum", "--out", "unused", .. options]);
}
