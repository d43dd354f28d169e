using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature.Gram;

/// <summary>Networks with data in unequal batches, by name: what a Gram matrix has to be right for.</summary>
internal static class GramCases
{
    public static string[] Networks { get; } =
    [
        "MLP, tanh", "MLP, ReLU, no bias", "deep MLP, sigmoid", "convolutional, max pooling", "convolutional, average pooling",
        "convolutional, strides", "residual with batch normalization", "embedding", "tied layers", "opaque",
    ];

    public static string[] Losses { get; } =
    [
        "cross-entropy", "squared-error", "mse", "huber", "binary-cross-entropy", "weights", "smoothing", "ignored", "user",
    ];

    /// <summary>The network and its data: 11 examples of three classes.</summary>
    public static (nn.Module<Tensor, Tensor> Model, Batch[] Batches) Make(string network) => network switch
    {
        "MLP, tanh" => (Tests.Curvature.Networks.FullyConnected([6, 8, 5, 3], "tanh", bias: true, seed: 1), Vectors(6)),
        "MLP, ReLU, no bias" => (Tests.Curvature.Networks.FullyConnected([7, 9, 3], "relu", bias: false, seed: 2), Vectors(7)),
        "deep MLP, sigmoid" => (Tests.Curvature.Networks.FullyConnected([5, 6, 6, 6, 6, 3], "sigmoid", bias: true, seed: 3), Vectors(5)),
        "convolutional, max pooling" =>
            (ConvolutionalNetwork.Create(1, 16, 16, [2, 3], 3, TorchCurvature.Models.Activation.ReLU, seed: 4), Images(1, 16)),
        "convolutional, average pooling" => (AveragePooling(), Images(2, 8)),
        "convolutional, strides" => (Strides(), Images(3, 11)),
        "residual with batch normalization" => (new ResidualBlock(2, seed: 5, float64), Images(1, 8)),
        "embedding" => (Embedding(), Tokens()),
        "tied layers" => (new TiedNetwork(3, seed: 6), Vectors(3)),
        "opaque" => (new OpaqueModule(Tests.Curvature.Networks.FullyConnected([6, 8, 3], "tanh", bias: true, seed: 7)), Vectors(6)),
        _ => throw new ArgumentOutOfRangeException(nameof(network)),
    };

    public static Loss LossOf(string name) => name switch
    {
        "cross-entropy" => new CrossEntropy(),
        "squared-error" => new SquaredError(),
        "mse" => new MeanSquaredError(),
        "huber" => new Huber(0.4),
        "binary-cross-entropy" => new BinaryCrossEntropy(),
        "weights" => new CrossEntropy([0.5, 2, 1.5]),
        "smoothing" => new CrossEntropy([0.5, 2, 0], labelSmoothing: 0.2),
        "ignored" => new CrossEntropy([1, 2, 3], labelSmoothing: 0.1, ignoreIndex: 1),
        "user" => Loss.FromExampleLosses("user", (f, y) => nn.functional.cross_entropy(f, y, reduction: nn.Reduction.None)),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static Batch[] Vectors(long width) => Tests.Curvature.Networks.Batches([width], 3, seed: 11, 4, 1, 6);

    private static Batch[] Images(long channels, long side) => Tests.Curvature.Networks.Batches([channels, side, side], 3, seed: 12, 7, 4);

    private static Batch[] Tokens()
    {
        using var generator = new Generator(13);
        return [.. new long[] { 5, 6 }.Select(n =>
            new Batch(randint(7, [n, 4], int64, generator: generator), randint(3, [n], int64, generator: generator)))];
    }

    private static Sequential AveragePooling() => Tests.Curvature.Networks.Randomize(
        nn.Sequential(
            nn.Conv2d(2, 4, 3, padding: 1, dtype: float64), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(4, 8, 3, dtype: float64), nn.Softplus(),
            nn.Flatten(), nn.Linear(32, 5, dtype: float64), nn.Tanh(), nn.Linear(5, 3, dtype: float64)),
        seed: 8);

    private static Sequential Strides() => Tests.Curvature.Networks.Randomize(
        nn.Sequential(
            nn.Conv2d(3, 5, 4, stride: 2, padding: 1, bias: false, dtype: float64), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(5, 6, 2, dtype: float64), nn.Sigmoid(), nn.Flatten(), nn.Linear(6, 3, dtype: float64)),
        seed: 9);

    private static Sequential Embedding() => Tests.Curvature.Networks.Randomize(
        nn.Sequential(
            nn.Embedding(7, 5, dtype: float64), nn.Flatten(), nn.Linear(20, 6, dtype: float64), nn.Tanh(), nn.Linear(6, 3, dtype: float64)),
        seed: 10);
}
