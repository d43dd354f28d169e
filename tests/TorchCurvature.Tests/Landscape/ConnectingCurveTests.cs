using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class ConnectingCurveTests : IDisposable
{
    private static readonly double[] s_positions = [.. Enumerable.Range(0, 41).Select(i => i / 40.0)];

    // A circular valley of radius 1: the straight line between two of its points leaves it.
    private static readonly Loss s_ring = Loss.FromExampleLosses("ring", (w, _) => (w.square().sum(1) - 1).square());
    private static readonly Loss s_bowl = Loss.FromExampleLosses("bowl", (w, _) => w.square().sum(1));

    private readonly Linear _model = nn.Linear(1, 2, hasBias: false, dtype: ScalarType.Float64);
    private readonly Dataset _data = new("ones", ones([3, 1], ScalarType.Float64), zeros(3, ScalarType.Int64), 1);
    private readonly Tensor _a = tensor([1.0, 0.0]);
    private readonly Tensor _b = tensor([0.0, 1.0]);

    public void Dispose() => Array.ForEach<IDisposable>([_model, _data, _a, _b], d => d.Dispose());

    [Fact]
    public void ABezierCurveHasItsClosedFormAndTheCheckpointsAsEnds()
    {
        using Tensor middle = tensor([3.0, -2.0]);
        using var curve = new BezierCurve(_a, middle, _b);
        using Tensor start = curve.At(0), end = curve.At(1), quarter = curve.At(0.25), expected = tensor([(0.5625 * 1) + (0.375 * 3), (0.375 * -2) + 0.0625]);
        TensorAssert.SameBits(_a, start);
        TensorAssert.SameBits(_b, end);
        TensorAssert.Near(expected, quarter, 1e-15);
    }

    [Fact]
    public void TheCurveGoesRoundAWallThatTheLineClimbs()
    {
        using Tensor own = tensor([0.3, 0.4]);
        var options = new CurveTrainingOptions { Steps = 1500, LearningRate = 0.2, BatchSize = 2, Seed = 1 };
        new ParameterLayout(_model).Assign(own);
        using BezierCurve curve = ConnectingCurve.Train(_model, s_ring, _data, _a, _b, options);
        using var line = new StraightLine(_a, _b);
        (PathProfile straight, PathProfile bent) = (Profile(line, s_ring), Profile(curve, s_ring));
        Assert.Equal(0.25, straight.AboveInterpolation.Height, 1e-12); // the line's middle is at radius √½
        Assert.True(bent.AboveInterpolation.Height < 0.005, $"{bent.AboveInterpolation.Height}");
        Assert.Equal(LevelSetDecision.Same, bent.AboveInterpolation.Compare(0.01));
        Assert.Equal(LevelSetDecision.Different, straight.AboveInterpolation.Compare(0.01));
        using Tensor after = new ParameterLayout(_model).ToVector();
        TensorAssert.SameBits(own, after);
    }

    /// <summary>∫ ‖w(t)‖² is least, over the middle, at θ = −(a + b)/2 · ∫ 2t(1−t)((1−t)² + t²) / ∫ (2t(1−t))² = −¾ (a + b).</summary>
    [Fact]
    public void OnABowlTheMiddleIsTheOneOfLeastMeanLossAndThereIsNoBarrier()
    {
        var options = new CurveTrainingOptions { Steps = 4000, LearningRate = 0.02, BatchSize = 3, Seed = 2 };
        using BezierCurve curve = ConnectingCurve.Train(_model, s_bowl, _data, _a, _b, options);
        using Tensor best = -0.75 * (_a + _b);
        TensorAssert.Near(best, curve.Middle, 0.1);
        using var line = new StraightLine(_a, _b);
        Assert.True(Profile(curve, s_bowl).AboveInterpolation.Height <= Profile(line, s_bowl).AboveInterpolation.Height);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndNoTensorIsLeft()
    {
        var options = new CurveTrainingOptions { Steps = 20, BatchSize = 2, Seed = 3 };
        using LiveTensors live = new();
        using BezierCurve first = ConnectingCurve.Train(_model, s_ring, _data, _a, _b, options), second = ConnectingCurve.Train(_model, s_ring, _data, _a, _b, options),
            other = ConnectingCurve.Train(_model, s_ring, _data, _a, _b, options with { Seed = 4 });
        TensorAssert.SameBits(first.Middle, second.Middle);
        Assert.NotEqual(first.Middle[0].item<double>(), other.Middle[0].item<double>());
    }

    [Fact]
    public void AStepThatIsTooLargeIsNamed()
    {
        string message = Assert.Throws<NotFiniteNumberException>(
            () => ConnectingCurve.Train(_model, s_ring, _data, _a, _b, new CurveTrainingOptions { Steps = 1000, LearningRate = 1e6 })).Message;
        Assert.Contains("with a learning rate below 1000000", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectingCurve.Train(_model, s_ring, _data, _a, _b, new CurveTrainingOptions { LearningRate = 0 }));
    }

    private PathProfile Profile(ParameterPath path, Loss loss)
    {
        IReadOnlyList<Batch> batches = _data.Batches(2);
        PathProfile profile = PathProfile.Compute(path, new EmpiricalRisk(_model, loss, batches), s_positions);
        batches.ToList().ForEach(b => b.Dispose());
        return profile;
    }
}
