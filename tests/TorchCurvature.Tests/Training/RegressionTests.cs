using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

/// <summary>
/// Linear regression f = Wx with ½‖f − y‖²: the Hessian is I_K ⊗ XᵀX/N wherever W is, least squares W = YᵀX (XᵀX)⁻¹ have no gradient,
/// and gradient descent takes W − W* to (W − W*)(I − ηXᵀX/N) in a step.
/// </summary>
public sealed class RegressionTests : IDisposable
{
    private const int Examples = 23;
    private const int Inputs = 4;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x;
    private readonly Tensor _moment;

    public RegressionTests()
    {
        _x = Draw([Examples, Inputs], seed: 5);
        _moment = _x.t().mm(_x) / Examples;
    }

    public static TheoryData<long[]> Targets { get; } = [new long[] { Examples }, new long[] { Examples, 1 }, new long[] { Examples, 3 }];

    public void Dispose() => _scope.Dispose();

    [Theory, MemberData(nameof(Targets))]
    public void TheHessianIsTheSecondMomentOfTheInputsForEveryOutput(long[] shape)
    {
        using Dataset data = Data(shape);
        using Linear model = Network(data);
        using Batches batches = data.Batches(10);
        var risk = new EmpiricalRisk(model, new SquaredError(), batches);
        using ExactHessian hessian = ExactHessian.Compute(risk), gaussNewton = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton);
        Tensor expected = kron(eye(data.OutputCount, dtype: float64), _moment);
        TensorAssert.Near(expected, hessian.Matrix, 1e-14);
        TensorAssert.Near(expected, gaussNewton.Matrix, 1e-14);
    }

    [Theory, MemberData(nameof(Targets))]
    public void LeastSquaresHaveNoGradientAndNoAccuracy(long[] shape)
    {
        using Dataset data = Data(shape);
        using Linear model = Network(data);
        using Batches batches = data.Batches(10);
        var risk = new EmpiricalRisk(model, new SquaredError(), batches);
        Assert.True(risk.Evaluate().GradientNorm > 0.1);

        Tensor best = LeastSquares(data);
        risk.Layout.Assign(best.flatten());
        ExampleEvaluation found = risk.EvaluateExamples();
        Assert.True(risk.Evaluate().GradientNorm < 1e-14);
        Tensor residuals = _x.mm(best.t()) - data.Targets.view(Examples, -1);
        Assert.Equal(0.5 * residuals.square().sum().item<double>() / Examples, found.Risk.Loss, 1e-14);
        Assert.Equal(Examples, found.Losses.Count);
        Assert.Null(found.Risk.Accuracy);
        Assert.Null(found.IsRight);
    }

    [Theory, MemberData(nameof(Targets))]
    public void GradientDescentFollowsItsClosedForm(long[] shape)
    {
        const double Step = 0.3;
        const int Steps = 20;
        using Dataset data = Data(shape);
        using Linear model = Network(data);
        Tensor best = LeastSquares(data), contraction = eye(Inputs, dtype: float64) - (Step * _moment);
        Tensor distance = model.weight.detach() - best;
        for (int step = 0; step < Steps; step++)
        {
            distance = distance.mm(contraction);
        }

        var optimizer = new GradientDescentSpec { LearningRate = Step };
        var options = new TrainingOptions { Optimizer = optimizer, MaxSteps = Steps, StopGradientNorm = 0 };
        new Trainer(model, new SquaredError(), data, options).Run();
        TensorAssert.Near(best + distance, model.weight.detach(), 1e-14);
    }

    /// <summary>Where the targets are Wx for some W, every batch has its least squares there, and small steps go to it.</summary>
    [Fact]
    public void StochasticGradientDescentFindsTheMapThatMadeTheTargets()
    {
        Tensor map = Draw([3, Inputs], seed: 8);
        using Dataset data = new("linear", _x.alias(), _x.mm(map.t()));
        using Linear model = Network(data);
        var options = new TrainingOptions
        {
            Optimizer = new StochasticGradientDescentSpec { BatchSize = 5, LearningRate = 0.1 },
            MaxSteps = 2000,
            StopGradientNorm = 1e-12,
        };
        TrainingResult result = new Trainer(model, new SquaredError(), data, options).Run();
        Assert.Equal(StoppingReason.GradientNorm, result.Reason);
        TensorAssert.Near(map, model.weight.detach(), 1e-11);
    }

    [Fact]
    public void CrossEntropyRefusesRealTargetsAndSaysWhatToTake()
    {
        using Dataset data = Data([Examples, 3]);
        using Linear model = Network(data);
        using Batches batches = data.Batches();
        Action[] uses =
        [
            () => new Trainer(model, new CrossEntropy(), data, new()).Run(),
            () => new EmpiricalRisk(model, new CrossEntropy(), batches).Evaluate(),
            () => ExactHessian.Compute(new EmpiricalRisk(model, new CrossEntropy(), batches)).Dispose(),
        ];
        foreach (Action use in uses)
        {
            string message = Assert.Throws<ArgumentException>("labels", use).Message;
            Assert.Contains("targets are Float64 [23, 3]. For real-valued targets take squared error.", message, StringComparison.Ordinal);
        }
    }

    /// <summary>Subtracted as it is, a vector of targets would meet every column of the outputs.</summary>
    [Fact]
    public void AVectorOfTargetsIsAColumn()
    {
        var loss = new SquaredError();
        Tensor outputs = tensor([1.0, 2.0, 4.0]).unsqueeze(1), targets = tensor([1.0, 0.0, 1.0]);
        TensorAssert.SameBits(tensor([0.0, 2.0, 4.5]), loss.ExampleLosses(outputs, targets));
        TensorAssert.SameBits(tensor([0.0, 2.0, 3.0]).unsqueeze(1), loss.OutputGradient(outputs, targets));
    }

    private Dataset Data(long[] shape) => new("random", _x.alias(), Draw(shape, seed: 6));

    private static Linear Network(Dataset data)
    {
        Linear model = nn.Linear(Inputs, data.OutputCount, hasBias: false, dtype: float64);
        using IDisposable noGradient = no_grad();
        model.weight.copy_(Draw(model.weight.shape, seed: 7));
        return model;
    }

    private static Tensor Draw(long[] shape, ulong seed)
    {
        using Generator generator = new(seed);
        return randn(shape, float64, generator: generator);
    }

    private Tensor LeastSquares(Dataset data) =>
        linalg.solve(_moment, _x.t().mm(data.Targets.view(Examples, -1)) / Examples).t();
}
