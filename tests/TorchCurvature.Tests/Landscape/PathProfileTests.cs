using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class PathProfileTests
{
    private static readonly double[] s_positions = [-0.5, -0.25, 0, 0.125, 0.5, 0.75, 1, 1.5];

    /// <summary>Two wells at ±1 and a wall of height 1 between them, over an offset that differs from example to example.</summary>
    private static Tensor TwoWells(Tensor w, Tensor offset) => (w.square().sum(1) - 1).square() + offset;

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    public void TheEndsOfALineAreTheNetworksToTheLastBit(ScalarType dtype)
    {
        using Sequential network = Networks.FullyConnected([5, 6, 3], "tanh", bias: true, seed: 1);
        Batch[] batches = [.. Networks.Batches([5], 3, seed: 2, 7, 4)
            .Select(b => { using (b) { return new Batch(b.Inputs.to(dtype), b.Targets.alias()); } })];
        network.to(dtype);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using Tensor a = risk.Layout.ToVector(), b = 1.7f * a.roll(3);
        using Tensor before = a.clone();
        using (new LiveTensors())
        {
            using var line = new StraightLine(a, b);
            using Tensor start = line.At(0), end = line.At(1);
            TensorAssert.SameBits(a, start);
            TensorAssert.SameBits(b, end);
            PathProfile profile = PathProfile.Compute(line, risk, s_positions);
            Assert.Equal(s_positions, profile.Points.Select(p => p.Position));
            RiskEvaluation first = risk.Evaluate();
            risk.Layout.Assign(b);
            RiskEvaluation last = risk.Evaluate();
            Assert.Equal((first.Loss, first.Accuracy), (profile.Points[2].Risk.Loss, profile.Points[2].Risk.Accuracy));
            Assert.Equal((last.Loss, last.Accuracy), (profile.Points[6].Risk.Loss, profile.Points[6].Risk.Accuracy));
            Assert.NotEqual(first.Loss, last.Loss);
        }

        Array.ForEach(batches, x => x.Dispose());
    }

    [Fact]
    public void TheModelHasItsOwnParametersAfterwards()
    {
        using var wells = new Plain(1, [0, 1], TwoWells);
        using Tensor own = tensor([0.3]), a = tensor([-1.0]), b = tensor([1.0]);
        wells.Risk.Layout.Assign(own);
        using var line = new StraightLine(a, b);
        PathProfile.Compute(line, wells.Risk, [0.5], _ => 0);
        using Tensor now = wells.Risk.Layout.ToVector();
        TensorAssert.SameBits(own, now);
    }

    /// <summary>L(α) = (1 − α) L_A + α L_B − α (1 − α) · mean ½‖(W_B − W_A) x‖².</summary>
    [Fact]
    public void TheLossOfALinearModelAlongALineIsItsParabola()
    {
        using Sequential network = Networks.FullyConnected([4, 3], "linear", bias: false, seed: 3);
        Batch[] batches = Networks.Batches([4], 3, seed: 4, 9, 2);
        var risk = new EmpiricalRisk(network, new SquaredError(), batches);
        using DisposeScope scope = NewDisposeScope();
        Tensor a = risk.Layout.ToVector(), b = (-0.4 * a) + 0.2;
        using var line = new StraightLine(a, b);
        PathProfile profile = PathProfile.Compute(line, risk, s_positions);
        Tensor inputs = cat([.. batches.Select(x => x.Inputs)]);
        double bend = (0.5 * inputs.mm((b - a).view(3, 4).t()).square().sum() / 11).item<double>();
        double first = profile.Points[2].Risk.Loss, last = profile.Points[6].Risk.Loss;
        Assert.True(bend > 0.1);
        Assert.All(profile.Points, p =>
            Assert.Equal(((1 - p.Position) * first) + (p.Position * last) - (p.Position * (1 - p.Position) * bend), p.Risk.Loss, 1e-12));

        Assert.Equal(new LossBarrier(0, 0, 0), profile.AboveInterpolation);
        Assert.Equal(Math.Abs(first - last) / 2, profile.AboveMeanOfEnds.Height, 1e-12);
        Assert.Equal(first > last ? 0 : 1, profile.AboveMeanOfEnds.Position);
        Array.ForEach(batches, x => x.Dispose());
    }

    [Fact]
    public void AKnownWallIsFoundAndWhatAllExamplesShareHasNoError()
    {
        using var wells = new Plain(1, [0, 3, 10], TwoWells);
        using Tensor a = tensor([-1.0]), b = tensor([1.0]);
        using var line = new StraightLine(a, b);
        PathProfile profile = PathProfile.Compute(line, wells.Risk, [-0.5, 0, 0.25, 0.5, 0.75, 1, 1.5]);
        Assert.Equal(new LossBarrier(1, 0, 0.5), profile.AboveInterpolation);
        Assert.Equal(new LossBarrier(1, 0, 0.5), profile.AboveMeanOfEnds);
        Assert.Equal((13.0 / 3) + 9, profile.Points[0].Risk.Loss, 1e-12); // w = ∓2 beyond the ends
        Assert.Equal(
            Math.Sqrt((Math.Pow(13.0 / 3, 2) + Math.Pow(4.0 / 3, 2) + Math.Pow(17.0 / 3, 2)) / 2 / 3),
            profile.Points[1].Risk.LossStandardError, 1e-12);
    }

    /// <summary>
    /// The barrier's standard error against the spread of the barriers of new data sets; errors of the losses by themselves
    /// would be several times as large.
    /// </summary>
    [Fact]
    public void TheStandardErrorOfABarrierIsTheSpreadOverNewData()
    {
        const int Sets = 300, Examples = 60;
        using Tensor a = tensor([-1.0]), b = tensor([1.2]);
        using var line = new StraightLine(a, b);
        var random = new Random(5);
        List<double> heights = [], errors = [], separate = [];
        for (int set = 0; set < Sets; set++)
        {
            // Each example has a wall of its own height on a much larger offset.
            double[] walls = [.. Enumerable.Range(0, Examples).Select(_ => random.NextDouble())];
            using var wells = new Plain(1, walls, (w, wall) => ((w.square().sum(1) - 1).square() * wall) + (5 * wall));
            PathProfile profile = PathProfile.Compute(line, wells.Risk, [0.3, 0.4, 0.45, 0.5]);
            heights.Add(profile.AboveInterpolation.Height);
            errors.Add(profile.AboveInterpolation.StandardError);
            separate.Add(profile.Points[2].Risk.LossStandardError);
        }

        double mean = heights.Average(), spread = Math.Sqrt(heights.Sum(h => (h - mean) * (h - mean)) / (Sets - 1));
        Assert.InRange(errors.Average() / spread, 0.85, 1.15);
        Assert.True(separate.Average() > 3 * spread);
    }

    [Fact]
    public void ALossThatIsNotFiniteIsAnInfiniteBarrier()
    {
        using var pole = new Plain(1, [1, 2], (w, n) => n / w.square().sum(1));
        using Tensor a = tensor([-1.0]), b = tensor([1.0]);
        using var line = new StraightLine(a, b);
        PathProfile profile = PathProfile.Compute(line, pole.Risk, [0.25, 0.5, 0.75]);
        Assert.Equal(double.PositiveInfinity, profile.AboveInterpolation.Height);
        Assert.Equal(0.5, profile.AboveInterpolation.Position);
        Assert.Equal(LevelSetDecision.Different, profile.AboveInterpolation.Compare(1e9));
    }

    [Fact]
    public void TheEigensolverIsAskedAtEveryPointOfTheLine()
    {
        using var wells = new Plain(1, [0, 1], TwoWells);
        using Tensor a = tensor([-1.0]), b = tensor([1.0]);
        using var line = new StraightLine(a, b);
        PathProfile profile = PathProfile.Compute(line, wells.Risk, [0, 0.5, 1], risk =>
        {
            using ExactHessian hessian = ExactHessian.Compute(risk);
            return hessian.Matrix.item<double>();
        });
        double[] expected = [8, -4, 8]; // 12 w² − 4
        Assert.All(profile.Points.Zip(expected), p => Assert.Equal(p.Second, p.First.LargestEigenvalue!.Value, 1e-12));
    }

    [Theory]
    [InlineData(0.10, 0.02, LevelSetDecision.Same)]
    [InlineData(0.20, 0.02, LevelSetDecision.Different)]
    [InlineData(0.14, 0.02, LevelSetDecision.Undecided)]
    [InlineData(0.16, 0.02, LevelSetDecision.Undecided)]
    [InlineData(0.15, 0.00, LevelSetDecision.Same)]
    public void OneLevelSetIsDecidedByTwoStandardErrors(double height, double error, LevelSetDecision expected) =>
        Assert.Equal(expected, new LossBarrier(height, error, 0.5).Compare(0.15));

    [Fact]
    public void WhatIsNoPathOfTheModelIsRefused()
    {
        using var wells = new Plain(1, [0, 1], TwoWells);
        using Tensor a = tensor([-1.0]), b = tensor([1.0, 2.0]), single = tensor([1f]);
        Assert.Contains(
            "Float64 [1] on cpu and Float64 [2] on cpu", Assert.Throws<ArgumentException>(() => new StraightLine(a, b)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new StraightLine(a, single));
        using var other = new StraightLine(b, b);
        Assert.Throws<ArgumentException>("path", () => PathProfile.Compute(other, wells.Risk, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossBarrier(0, 0, 0).Compare(0));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var line = new StraightLine(a, a);
        Assert.Throws<OperationCanceledException>(() => PathProfile.Compute(line, wells.Risk, [0], cancellation: stop.Token));
    }

    [Fact]
    public void ABatchNormalizationIsRefused()
    {
        using Sequential network = nn.Sequential(nn.Linear(2, 3, dtype: ScalarType.Float64), nn.BatchNorm1d(3, dtype: ScalarType.Float64));
        using var batch = new Batch(ones([2, 2], ScalarType.Float64), zeros(2, ScalarType.Int64));
        var risk = new EmpiricalRisk(network, new CrossEntropy(), [batch]);
        using Tensor w = risk.Layout.ToVector();
        using var line = new StraightLine(w, w);
        Assert.Contains(
            "has buffers", Assert.Throws<ArgumentException>("risk", () => PathProfile.Compute(line, risk, [0])).Message,
            StringComparison.Ordinal);
    }
}
