using TorchCurvature.Losses;
using static TorchSharp.torch;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace TorchCurvature.Tests.Losses;

/// <summary>Every loss that has a word, with and without its options.</summary>
internal static class LossCases
{
    private const long Classes = 5;
    private const double Delta = 1.7;
    private const double Smoothing = 0.15;
    private const long Ignored = -100;

    private static readonly double[] s_weights = [0.5, 2, 1, 0, 3.25];

    public static Dictionary<string, LossCase> All { get; } = new()
    {
        ["cross-entropy"] = CrossEntropy(weights: null, 0, ignores: false),
        ["cross-entropy, weighted"] = CrossEntropy(s_weights, 0, ignores: false),
        ["cross-entropy, smoothed"] = CrossEntropy(weights: null, Smoothing, ignores: false),
        ["cross-entropy, ignoring"] = CrossEntropy(weights: null, 0, ignores: true),
        ["cross-entropy, weighted and ignoring"] = CrossEntropy(s_weights, 0, ignores: true),
        ["cross-entropy, with all options"] = CrossEntropy(s_weights, Smoothing, ignores: true),
        ["squared-error"] = new(
            new SquaredError(), 3, (f, y) => 0.5 * (f - y).square().sum(1), Values,
            (f, y) => 1.5 * nn.functional.mse_loss(f, y)),
        ["squared-error of labels"] = new(
            new SquaredError(), Classes, (f, y) => 0.5 * (f - OneHot(y)).square().sum(1), Labels,
            (f, y) => 2.5 * nn.functional.mse_loss(f, OneHot(y))),
        ["mse"] = new(
            new MeanSquaredError(), 3, (f, y) => (f - y).square().sum(1) / 3, Values, (f, y) => nn.functional.mse_loss(f, y)),
        ["mse of one output"] = new(
            new MeanSquaredError(), 1, (f, y) => (f.squeeze(1) - y).square(), (n, g) => randn(n, float64, generator: g),
            (f, y) => nn.functional.mse_loss(f.squeeze(1), y)),
        ["mse of labels"] = new(
            new MeanSquaredError(), Classes, (f, y) => (f - OneHot(y)).square().mean([1]), Labels,
            (f, y) => nn.functional.mse_loss(f, OneHot(y))),
        ["huber"] = new(
            new Huber(Delta), 3, (f, y) => HuberOf(f - y).mean([1]), Values, (f, y) => nn.functional.huber_loss(f, y, Delta)),
        ["huber of labels"] = new(
            new Huber(), Classes, (f, y) => nn.functional.huber_loss(f, OneHot(y), 1, Reduction.None).mean([1]), Labels,
            (f, y) => nn.functional.huber_loss(f, OneHot(y))),
        ["binary-cross-entropy of one logit"] = new(
            new BinaryCrossEntropy(), 1, (f, y) => BinaryOf(f.squeeze(1), y), (n, g) => rand(n, float64, generator: g),
            (f, y) => nn.functional.binary_cross_entropy_with_logits(f.squeeze(1), y)),
        ["binary-cross-entropy of labels"] = new(
            new BinaryCrossEntropy(), 1, (f, y) => BinaryOf(f.squeeze(1), y.to(f.dtype)), (n, g) => randint(2, [n], int64, generator: g),
            (f, y) => nn.functional.binary_cross_entropy_with_logits(f.squeeze(1), y.to(f.dtype))),
        ["binary-cross-entropy of many logits"] = new(
            new BinaryCrossEntropy(), 3, (f, y) => BinaryOf(f, y.to(f.dtype)).mean([1]), (n, g) => randint(2, [n, 3], int64, generator: g),
            (f, y) => nn.functional.binary_cross_entropy_with_logits(f, y.to(f.dtype))),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static LossCase CrossEntropy(double[]? weights, double smoothing, bool ignores)
    {
        var loss = new CrossEntropy(weights, smoothing, ignores ? Ignored : null);
        return new LossCase(loss, Classes, Definition, Draw, Mean);

        Tensor Draw(long n, Generator generator)
        {
            Tensor labels = Labels(n, generator);
            Tensor isIgnored = rand(n, float64, generator: generator).lt(0.3);
            return ignores ? labels.masked_fill(isIgnored, Ignored) : labels;
        }

        Tensor Definition(Tensor f, Tensor y)
        {
            Tensor w = Weights(f), counts = y.ne(Ignored), labels = where(counts, y, zeros_like(y));
            Tensor q = ((1 - smoothing) * OneHot(labels).to(f.dtype) * w[labels].unsqueeze(1)) + (smoothing / Classes * w);
            return (q * f.log_softmax(1)).sum(1).neg() * counts;
        }

        Tensor Mean(Tensor f, Tensor y) => nn.functional.cross_entropy(
            f, y, weights is null ? null : Weights(f), Ignored, Reduction.Mean, smoothing);

        Tensor Weights(Tensor f) => tensor(weights ?? [1, 1, 1, 1, 1], f.dtype);
    }

    private static Tensor Labels(long n, Generator generator) => randint(Classes, [n], int64, generator: generator);

    private static Tensor Values(long n, Generator generator) => randn([n, 3], float64, generator: generator);

    private static Tensor OneHot(Tensor labels) => nn.functional.one_hot(labels, Classes).to(float64);

    private static Tensor HuberOf(Tensor r) => where(r.abs() < Delta, 0.5 * r.square(), Delta * (r.abs() - (0.5 * Delta)));

    private static Tensor BinaryOf(Tensor f, Tensor y) => (y * f.sigmoid().log()).neg() - ((1 - y) * (1 - f.sigmoid()).log());
}
