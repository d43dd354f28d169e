using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

public sealed class ExactHessianTests
{
    public static MatrixTheoryData<int, string, string, bool> FullyConnectedCases => new(
        [0, 1, 2, 3, 4], ["relu", "tanh", "sigmoid", "softplus", "linear"], ["cross-entropy", "squared-error"], [true, false]);

    [Theory]
    [MemberData(nameof(FullyConnectedCases))]
    public void ClosedFormEqualsDoubleBackwardColumnByColumn(int hiddenLayers, string activation, string loss, bool bias)
    {
        long[] widths = [5, .. new long[] { 4, 6, 3, 5 }[..hiddenLayers], 3];
        using Sequential network = Networks.FullyConnected(widths, activation, bias, seed: 3);
        using var live = new LiveTensors();
        AssertEqualsColumnByColumn(network, [5], 3, loss, ExactHessianMethod.FullyConnectedClosedForm, 1e-12);
    }

    public static MatrixTheoryData<string, string, string> ConvolutionalCases => new(
        ["relu", "tanh", "softplus"], ["cross-entropy", "squared-error"], ["two", "three", "average", "odd", "plain"]);

    [Theory]
    [MemberData(nameof(ConvolutionalCases))]
    public void BatchedTangentsEqualDoubleBackwardColumnByColumn(string activation, string loss, string shape)
    {
        using Sequential network = Convolutional(shape, activation);
        using var live = new LiveTensors();
        AssertEqualsColumnByColumn(network, [2, 11, 12], 3, loss, ExactHessianMethod.BatchedTangents, 1e-11);
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("tanh")]
    public void BatchedTangentsEqualTheClosedFormOnFullyConnectedNetworks(string activation)
    {
        using Sequential network = Networks.FullyConnected([5, 4, 6, 3], activation, bias: true, seed: 5);
        Batch[] batches = Networks.Batches([5], 3, seed: 6, 7, 4);
        var risk = new EmpiricalRisk(network, Networks.LossNamed("cross-entropy"), batches);
        using ExactHessian closedForm = ExactHessian.Compute(risk);
        using ExactHessian tangents = ExactHessian.Compute(risk, method: ExactHessianMethod.BatchedTangents);
        Assert.InRange(Networks.RelativeDifference(tangents.Matrix, closedForm.Matrix), 0, 1e-13);
        Array.ForEach(batches, b => b.Dispose());
    }

    private static Sequential Convolutional(string shape, string activation)
    {
        nn.Module<Tensor, Tensor> Act() => Networks.ActivationModule(activation);
        Conv2d Conv(long a, long b, long kernel, long stride = 1, long padding = 0) =>
            nn.Conv2d(a, b, kernel, stride, padding, dtype: ScalarType.Float64);
        Linear Linear(long a, long b) => nn.Linear(a, b, dtype: ScalarType.Float64);
        Sequential network = shape switch
        {
            "two" => nn.Sequential(Conv(2, 3, 3), Act(), nn.MaxPool2d(2), Conv(3, 4, 2), Act(), nn.Flatten(), Linear(4 * 3 * 4, 3)),
            "three" => nn.Sequential(
                Conv(2, 2, 3), Act(), Conv(2, 3, 3), nn.MaxPool2d(2), Act(), Conv(3, 2, 2), Act(), nn.Flatten(), Linear(2 * 2 * 3, 4),
                Act(), Linear(4, 3)),
            "average" =>
                nn.Sequential(Conv(2, 3, 3, padding: 1), Act(), nn.AvgPool2d(2), Conv(3, 2, 3), nn.Flatten(), Act(), Linear(2 * 3 * 4, 3)),
            "odd" => nn.Sequential(
                Conv(2, 3, 3, stride: 2, padding: 1), Act(), nn.MaxPool2d(3, stride: 2), Conv(3, 2, 2, stride: 2), Act(), nn.Flatten(),
                Linear(2, 3)),
            "plain" => nn.Sequential(Conv(2, 2, 4), Act(), nn.Flatten(), Linear(2 * 8 * 9, 3)),
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
        return Networks.Randomize(network, seed: 11);
    }

    private static void AssertEqualsColumnByColumn(
        Sequential network, long[] exampleShape, long classes, string loss, ExactHessianMethod expectedMethod, double tolerance)
    {
        Batch[] batches = Networks.Batches(exampleShape, classes, seed: 8, 7, 4);
        var risk = new EmpiricalRisk(network, Networks.LossNamed(loss), batches);
        using ExactHessian fast = ExactHessian.Compute(risk);
        using ExactHessian slow = ExactHessian.Compute(risk, method: ExactHessianMethod.ColumnByColumn);

        Assert.Equal(expectedMethod, fast.Method);
        Assert.InRange(Networks.RelativeDifference(fast.Matrix, slow.Matrix), 0, tolerance);
        Assert.True(Networks.IsSymmetric(fast.Matrix));
        Assert.True(Networks.IsSymmetric(slow.Matrix));
        Array.ForEach(batches, b => b.Dispose());
    }
}
