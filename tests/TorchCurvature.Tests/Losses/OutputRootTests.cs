using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

/// <summary>The factors of the output Hessian with the fewest columns, A = S Sᵀ.</summary>
public sealed class OutputRootTests
{
    public static TheoryData<string> Names => [.. LossCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void ItsSquareIsTheOutputHessian(string name)
    {
        LossCase loss = LossCases.All[name];
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(7);
        Tensor outputs = randn([9, loss.Outputs], float64, generator: generator) * 2;
        Tensor targets = loss.Targets(9, generator);
        Tensor expected = loss.Loss.OutputHessian(outputs, targets);
        using LiveTensors live = new();
        using Tensor root = loss.Loss.OutputHessianRoot(outputs, targets);
        Assert.Equal([9, loss.Outputs, loss.Loss.OutputRank((int)loss.Outputs)], root.shape);
        using DisposeScope inner = NewDisposeScope();
        TensorAssert.Near(expected, root.matmul(root.transpose(1, 2)), 1e-14);
        Assert.True(loss.Loss.IsConvex);
    }

    /// <summary>Where the fit is almost perfect, 1 − p has no digits left, and every p(1 − p) keeps all of its own.</summary>
    [Theory, InlineData(30), InlineData(200)]
    public void NothingCancelsNearAPerfectFit(double margin)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = tensor(new double[,] { { margin, 0, 1.5 }, { -1, margin, 0 }, { 0.5, 0, margin } });
        Tensor root = new CrossEntropy().OutputHessianRoot(outputs, tensor([0L, 2, 2]));
        Tensor found = root.square().sum(2);
        Tensor weights = (outputs - margin).exp();
        Tensor total = weights.sum(1, keepdim: true);
        Tensor others = weights.matmul(ones(3, 3, float64) - eye(3, dtype: float64)) / total;
        Tensor expected = weights / total * others;
        Assert.InRange(((found - expected).abs() / expected).max().item<double>(), 0, 1e-13);
    }

    [Fact]
    public void OfAUsersLossItIsMadeOfTheEigenvectors()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(8);
        var loss = Loss.FromExampleLosses("user", (f, _) => f.logsumexp(1) + (0.1 * f.square().sum(1)));
        Tensor outputs = randn([6, 4], float64, generator: generator), targets = zeros(6, int64);
        Tensor root = loss.OutputHessianRoot(outputs, targets);
        TensorAssert.Near(loss.OutputHessian(outputs, targets), root.matmul(root.transpose(1, 2)), 1e-14);
        Assert.False(loss.IsConvex);
    }
}
