using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
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

    [Theory]
    [InlineData("mse")]
    [InlineData("huber")]
    [InlineData("squared-error")]
    public void OneTargetForManyOutputsIsRefusedAndWholeNumbersAreClasses(string word)
    {
        Loss loss = LossSpecs.Registry.Find(word).Create();
        Expect(loss, ones([3, 2]), zeros(3, float32), "targets", "Give the network as many outputs as an example has targets.");
        Expect(loss, ones([3, 2]), zeros([3, 2], int32), "targets", "Convert labels with .to(int64), and values to the precision");
        Expect(loss, ones([3, 1]), tensor([0L, 4L, 1L]), "labels", "run from 0 to 4, but the model has 1 outputs");
    }

    [Fact]
    public void BinaryCrossEntropyReadsAnswersBesideTheLogits()
    {
        var loss = new BinaryCrossEntropy();
        Expect(loss, ones([3, 5]), tensor([0L, 5L, 1L]), "labels", "run from 0 to 5, but the model has 5 outputs");
        Expect(loss, ones([3, 5]), zeros([3], float32), "targets", "targets [n] where there is one, or class labels [n]; these are Flo");
        Expect(loss, ones([3, 1]), tensor([0L, 4L, 1L]), "targets", "reads targets from 0 to 1, and these run from 0 to 4.");
        Expect(loss, ones([3, 2]), full([3, 2], -0.5), "targets", "run from -0.5 to -0.5. For class labels take cross-entropy, for real");
        Expect(loss, ones([3, 2]), full([3, 2], double.NaN), "targets", "reads targets from 0 to 1");
        Expect(loss, ones([3, 2]), zeros([3, 1]), "targets", "these are Float32 [3, 1]");
    }

    [Fact]
    public void ClassWeightsAreThoseOfTheOutputs() => Expect(
        new CrossEntropy([1, 2, 3]), ones([3, 2]), zeros(3, int64), "outputs",
        "There are 3 class weights, and the model has 2 outputs: give one weight for each class.");

    [Fact]
    public void OnlyTheIgnoredLabelMayBeOutOfRange()
    {
        var ignoring = new CrossEntropy(classWeights: null, ignoreIndex: -1);
        TensorAssert.Near(zeros(2), ignoring.ExampleLosses(ones([2, 2]), tensor([-1L, -1L])), 0);
        Expect(ignoring, ones([3, 2]), tensor([-1L, 0L, 2L]), "labels", "run from 0 to 2, but");
        Expect(ignoring, ones([3, 2]), tensor([-1L, 0L, -2L]), "labels", "run from -2 to 0, but");
        Expect(
            s_crossEntropy, ones([3, 2]), tensor([-100L, 0L, 1L]), "labels",
            "Where -100 stands for what does not count, give it as the ignored index of cross-entropy.");
        Assert.Contains(
            "an int64 vector [n]", Assert.Throws<ArgumentException>("labels", () => ignoring.TotalWeight(zeros(3))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the list of class weights has 2 of them",
            Assert.Throws<ArgumentException>("labels", () => new CrossEntropy([1, 2]).TotalWeight(tensor([0L, 5L]))).Message,
            StringComparison.Ordinal);
    }

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
