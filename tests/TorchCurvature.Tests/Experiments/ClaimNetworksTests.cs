using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Descents;
using TorchCurvature.Experiments.LinearModel;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.SecondTerm;
using TorchCurvature.Experiments.Starts;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Studies;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Experiments;

/// <summary>What the experiments for single claims measure, held against other ways to the same numbers.</summary>
public sealed class ClaimNetworksTests
{
    [Theory]
    [InlineData(20, new long[] { 0, 1, 2, 4, 8, 10, 16, 20 })]
    [InlineData(2, new long[] { 0, 1, 2 })]
    public void LooksAreAtPowersOfTwoAndAtTheHalf(long last, long[] expected) => Assert.Equal(expected, LookSteps.FromOneOn(last));

    [Fact]
    public async Task EmbeddedClustersVaryInAsManyDirectionsAsTheyAreAskedFor()
    {
        var spec = new EmbeddedBlobsSpec { Classes = 3, Intrinsic = 4, Dimension = 12, Samples = 200, Scale = 3 };
        using DisposeScope scope = NewDisposeScope();
        using TrainTestSplit data = await spec.LoadAsync(seed: 5, cancellation: TestContext.Current.CancellationToken);
        Tensor inputs = data.Train.Inputs;
        double[] singular = [.. linalg.svdvals(inputs).data<double>()];
        Assert.All(singular[4..], s => Assert.InRange(s / singular[0], 0, 1e-12));
        Assert.InRange(singular[3] / singular[0], 0.1, 1);
        // Standardized over both halves, and three times as large.
        double square = inputs.Squared().mean().item<double>(), other = data.Test!.Inputs.Squared().mean().item<double>();
        Assert.Equal(9, 0.5 * (square + other), 1e-9);
    }

    [Fact]
    public void ScaledWeightsAreTheUsualOnesScaled()
    {
        using nn.Module<Tensor, Tensor> usual = new MlpSpec { Hidden = [5, 4] }.Create([3], 2, seed: 7);
        using nn.Module<Tensor, Tensor> scaled = new ScaledMlpSpec { Hidden = [5, 4], Scale = 2 }.Create([3], 2, seed: 7);
        using Tensor w = new ParameterLayout(usual).ToVector(), twice = new ParameterLayout(scaled).ToVector();
        Assert.Equal([.. w.data<double>().Select(x => 2 * x)], twice.data<double>());
    }

    // F is H − G as well.
    [Fact]
    public void TheSecondTermIsTheHessianOfALossThatIsLinearInTheOutputs()
    {
        var problem = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = 3, Dimension = 6, Samples = 40 },
            Model = new MlpSpec { Hidden = [5, 5] },
        };
        (double byLoss, double byDifference) = new Solver(_ => { }, TestContext.Current.CancellationToken)
            .TrainAndLook(problem, new() { MaxSteps = 5 }, point =>
            {
                using DisposeScope scope = NewDisposeScope();
                Batch all = point.Risk.Batches[0];
                Tensor slopes = point.Risk.Loss.OutputGradient(point.Risk.Outputs(all), all.Targets).detach();
                Tensor hessian = point.Matrix(CurvatureMatrices.Hessian).Dense.Matrix;
                Tensor gaussNewton = point.Matrix(CurvatureMatrices.GaussNewton).Dense.Matrix;
                return (SecondTermCell.NormOfTerm(point, all, slopes), (hessian - gaussNewton).FrobeniusNorm());
            });
        Assert.True(byLoss > 1e-3);
        Assert.Equal(byDifference, byLoss, 1e-9 * byDifference);
    }

    // The covariance of the gradients of examples is exact, and the gradients of batches are measured.
    [Fact]
    public void BatchesThatAreDrawnHaveTheGradientsThatTheirCovarianceSays()
    {
        Descent descent = new DescentCell(
            IsFullBatch: false, BatchSize: 8, Seed: 1, Classes: 3, Dimension: 8, Samples: 40, Hidden: 5, Spread: 10, Steps: 20)
            .Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2, 4, 8, 10, 16, 20], descent.Looks.Select(look => look.Step));
        Assert.All(descent.Looks, look =>
        {
            Assert.InRange(look.BatchSquare / descent.PredictedBatchSquare(look), 0.85, 1.15);
            Assert.True(look.BatchSquare > 1.3 * look.GradientSquare);
            Assert.InRange(look.NoiseShare, 1e-3, 1);
        });
        Assert.True(descent.KeskarSharpness > 0);
    }

    // p = ½ for all examples where the weights are 0: G is then ½·(1, −1)(1, −1)ᵀ/2 ⊗ the second moments of (x, 1).
    [Fact]
    public void ALinearModelHasAsManyNonzeroEigenvaluesAsInputsAndABias()
    {
        var cell = new LinearModelCell(Seed: 2, Inputs: 12, Samples: 90, Steps: 10);
        IReadOnlyList<IReadOnlyList<double>> looks = cell.Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([13, 13], looks.Select(look => look.Count));
        // tr G = mean of 2p(1 − p)(‖x‖² + 1), about 13/2 for standardized inputs, and never more than that for p = ½.
        Assert.All(looks, look => Assert.InRange(look.Sum(), 4, 7.2));
    }

    [Fact]
    public void OneTrainingFromTwoPointsHasAnAngleAndABarrier()
    {
        PairOfStarts pair = new StartsCell(Seed: 0, Classes: 3, Dimension: 8, Samples: 60, Hidden: 8, Steps: 200)
            .Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.InRange(Math.Abs(pair.Cosine), 1e-6, 0.4);
        Assert.True(pair.Barrier > pair.LossOfEnds);
        Assert.True(pair.LargestOfScaledInputs > 0 && pair.LargestOfScaledInputs != pair.Largest);
        Assert.True(pair.LargestOfScaledWeights > 0 && pair.LargestOfScaledWeights != pair.Largest);
    }
}
