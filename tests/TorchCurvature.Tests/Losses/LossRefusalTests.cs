using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

public sealed class LossRefusalTests : IDisposable
{
    private static readonly CrossEntropy s_crossEntropy = new();
    private static readonly SquaredError s_squaredError = new();

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void OutputsThatAreNoMatrixAreRefused()
    {
        Expect(s_crossEntropy, ones(3), zeros(3, int64), "outputs", "reads outputs [n, C]; these are [3]");
        Expect(s_squaredError, ones([3, 2, 2]), zeros(3, int64), "outputs", "these are [3, 2, 2]");
    }

    [Fact]
    public void AnotherNumberOfTargetsIsRefused()
    {
        Expect(s_crossEntropy, ones([3, 2]), zeros(4, int64), "targets", "There are 3 outputs and targets of shape [4]");
        Expect(s_squaredError, ones([3, 2]), tensor(0L), "targets", "targets of shape []");
    }

    [Fact]
    public void LabelsOfAnotherKindAreRefused()
    {
        Expect(s_crossEntropy, ones([3, 2]), zeros(3, int32), "labels", "an int64 vector [n]; these targets are Int32 [3]");
        Expect(s_crossEntropy, ones([3, 2]), zeros([3, 2], float32), "labels", "these targets are Float32 [3, 2]");
        Expect(s_squaredError, ones([3, 2]), zeros([3, 1], int64), "labels", "these targets are Int64 [3, 1]");
    }

    [Fact]
    public void LabelsOutOfRangeAreRefusedWithTheirRange()
    {
        Expect(
            s_crossEntropy, ones([3, 2]), tensor([0L, 2L, 1L]), "labels",
            "run from 0 to 2, but the model has 2 outputs, so labels run from 0 to 1");
        Expect(s_squaredError, ones([3, 2]), tensor([0L, -1L, 1L]), "labels", "run from -1 to 1");
    }

    [Fact]
    public void ValuesOfAnotherShapeAreRefused() =>
        Expect(s_squaredError, ones([3, 2]), zeros(3, float32), "targets", "targets shaped like the outputs [3, 2]; these are Float32 [3]");

    [Fact]
    public void ACustomLossMustGiveOneNumberAnExample()
    {
        Loss mean = Loss.FromExampleLosses("averaged", (f, _) => f.mean());
        string message = Assert.Throws<InvalidOperationException>(() => mean.ExampleLosses(ones([3, 2]), zeros(3, int64))).Message;
        Assert.Contains("'averaged' must give one number per example, [3], and gave []", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACustomLossThatDropsTheGraphIsNamed()
    {
        Loss detached = Loss.FromExampleLosses("detached", (f, _) => f.detach().sum(1));
        foreach (Func<Tensor, Tensor, Tensor> derivative
            in (Func<Tensor, Tensor, Tensor>[])[detached.OutputGradient, detached.OutputHessian])
        {
            string message = Assert.Throws<InvalidOperationException>(() => derivative(ones([3, 2]), zeros(3, int64))).Message;
            Assert.Contains("'detached' does not depend differentiably on the outputs", message, StringComparison.Ordinal);
        }
    }

    /// <summary>The three public members share one check.</summary>
    private static void Expect(Loss loss, Tensor outputs, Tensor targets, string parameter, string complaint)
    {
        foreach (Func<Tensor, Tensor, Tensor> member
            in (Func<Tensor, Tensor, Tensor>[])[loss.ExampleLosses, loss.OutputGradient, loss.OutputHessian])
        {
            string message = Assert.Throws<ArgumentException>(parameter, () => member(outputs, targets)).Message;
            Assert.Contains(complaint, message, StringComparison.Ordinal);
        }
    }
}
