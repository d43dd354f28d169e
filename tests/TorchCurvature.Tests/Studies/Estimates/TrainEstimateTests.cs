using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies.Estimates;

/// <summary>An estimate is made with the network that is trained afterwards, and must not be seen in the training.</summary>
public sealed class TrainEstimateTests
{
    private static readonly ProblemSpec s_problem = new()
    {
        Data = new BlobsSpec { Samples = 60, Dimension = 6 },
        Model = new MlpSpec { Hidden = [4] },
    };

    [Fact]
    public async Task ATrainingIsTheSameToTheBitBesideItsEstimate()
    {
        var spec = new TrainSpec
        {
            Problem = s_problem,
            Training = new TrainingOptions { Optimizer = new AdamSpec { BatchSize = 16 }, MaxSteps = 12 },
            FollowEvery = 5,
        };
        using Problem problem = await s_problem.LoadAsync(cancellation: TestContext.Current.CancellationToken);
        using var plain = new TrainStudy(problem, spec);
        plain.Run(cancellation: TestContext.Current.CancellationToken);
        using var estimated = new TrainStudy(problem, spec);
        using Tensor drawn = Generator.Default.get_state();
        RunEstimate estimate = estimated.Estimate(Calibration.Quick);
        using Tensor drawnAfter = Generator.Default.get_state();
        Assert.True(drawn.eq(drawnAfter).all().item<bool>());
        estimated.Run(cancellation: TestContext.Current.CancellationToken);
        using Tensor one = new ParameterLayout(plain.Model).ToVector(), other = new ParameterLayout(estimated.Model).ToVector();
        TensorAssert.SameBits(one, other);
        Assert.Equal(plain.Results.LargestEigenvalues[^1].Pairs[0].Value, estimated.Results.LargestEigenvalues[^1].Pairs[0].Value);
        Assert.Contains(estimate.Parts, part => part.IsAtMost);
    }

    /// <summary>A learning rate that blows the network up does so where it is trained, and not where that is timed.</summary>
    [Fact]
    public async Task ATrainingThatDivergesIsTimedAllTheSame()
    {
        var spec = new TrainSpec
        {
            Problem = s_problem,
            Training = new TrainingOptions { Optimizer = new GradientDescentSpec { LearningRate = 1e30 }, MaxSteps = 1000 },
        };
        using Problem problem = await s_problem.LoadAsync(cancellation: TestContext.Current.CancellationToken);
        using var study = new TrainStudy(problem, spec);
        Assert.Contains("1,000 steps of P = 53", study.Estimate(Calibration.Quick).ToString(), StringComparison.Ordinal);
    }
}
