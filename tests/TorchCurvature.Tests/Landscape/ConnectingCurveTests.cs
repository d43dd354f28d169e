using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class ConnectingCurveTests : IDisposable
{
    private static readonly Loss s_bowl = Loss.FromExampleLosses("bowl", (w, _) => w.square().sum(1));

    private readonly CircularValley _valley = new();

    public void Dispose() => _valley.Dispose();

    [Fact]
    public void ABezierCurveHasItsClosedFormAndTheNetworksAsEnds()
    {
        using Tensor middle = tensor([3.0, -2.0]);
        using var curve = new BezierCurve(_valley.A, middle, _valley.B);
        using Tensor start = curve.At(0), end = curve.At(1), quarter = curve.At(0.25),
            expected = tensor([(0.5625 * 1) + (0.375 * 3), (0.375 * -2) + 0.0625]);
        TensorAssert.SameBits(_valley.A, start);
        TensorAssert.SameBits(_valley.B, end);
        TensorAssert.Near(expected, quarter, 1e-15);
    }

    [Fact]
    public void TheCurveGoesRoundAWallThatTheLineClimbs()
    {
        using Tensor own = tensor([0.3, 0.4]);
        var options = new CurveTrainingOptions { Steps = 1500, LearningRate = 0.2, BatchSize = 2, Seed = 1 };
        new ParameterLayout(_valley.Model).Assign(own);
        using BezierCurve curve = ConnectingCurve.Train(_valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, options);
        using var line = new StraightLine(_valley.A, _valley.B);
        (PathProfile straight, PathProfile bent) =
            (_valley.Profile(line, CircularValley.Loss), _valley.Profile(curve, CircularValley.Loss));
        Assert.Equal(0.25, straight.AboveInterpolation.Height, 1e-12); // the line's middle is at radius √½
        Assert.True(bent.AboveInterpolation.Height < 0.005, $"{bent.AboveInterpolation.Height}");
        Assert.Equal(LevelSetDecision.Same, bent.AboveInterpolation.Compare(0.01));
        Assert.Equal(LevelSetDecision.Different, straight.AboveInterpolation.Compare(0.01));
        using Tensor after = new ParameterLayout(_valley.Model).ToVector();
        TensorAssert.SameBits(own, after);
    }

    /// <summary>∫ ‖w(t)‖² is least, over the middle, at θ = −(a + b)/2 · ∫ 2t(1−t)((1−t)² + t²) / ∫ (2t(1−t))² = −¾ (a + b).</summary>
    [Fact]
    public void OnABowlTheMiddleIsTheOneOfLeastMeanLossAndThereIsNoBarrier()
    {
        var options = new CurveTrainingOptions { Steps = 4000, LearningRate = 0.02, BatchSize = 3, Seed = 2 };
        using BezierCurve curve = ConnectingCurve.Train(_valley.Model, s_bowl, _valley.Data, _valley.A, _valley.B, options);
        using Tensor best = -0.75 * (_valley.A + _valley.B);
        TensorAssert.Near(best, curve.Middle, 0.1);
        using var line = new StraightLine(_valley.A, _valley.B);
        Assert.True(_valley.Profile(curve, s_bowl).AboveInterpolation.Height <= _valley.Profile(line, s_bowl).AboveInterpolation.Height);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndNoTensorIsLeft()
    {
        var options = new CurveTrainingOptions { Steps = 20, BatchSize = 2, Seed = 3 };
        using LiveTensors live = new();
        using BezierCurve first = ConnectingCurve.Train(_valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, options),
            second = ConnectingCurve.Train(_valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, options),
            other = ConnectingCurve.Train(
                _valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, options with { Seed = 4 });
        TensorAssert.SameBits(first.Middle, second.Middle);
        using Tensor difference = first.Middle - other.Middle, distance = difference.norm();
        Assert.True(distance.item<double>() > 0);
    }

    [Fact]
    public void AStepThatIsTooLargeIsNamed()
    {
        string message = Assert.Throws<NotFiniteNumberException>(
            () => ConnectingCurve.Train(_valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, new CurveTrainingOptions
            {
                Steps = 1000,
                LearningRate = 1e6
            })).Message;
        Assert.Contains("with a learning rate below 1000000", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectingCurve.Train(
            _valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, new CurveTrainingOptions { LearningRate = 0 }));
    }
}
