using TorchCurvature.Landscape;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class KeskarSharpnessTests
{
    private static readonly double[] s_curvatures = [3, 0.5, 1e-3, 0];

    private static Tensor Diagonal(Tensor w, Tensor offset) => (0.5 * w.square() * tensor(s_curvatures)).sum(1) + offset;

    /// <summary>Coordinate by coordinate the maximum of ½ h w² over the box is at the corner away from 0.</summary>
    [Fact]
    public void TheSharpnessOfADiagonalQuadraticIsItsClosedForm()
    {
        double[] w = [0.7, -2, 0.1, 5];
        using var quadratic = new Plain(4, [1, 2], Diagonal);
        using Tensor point = tensor(w);
        quadratic.Risk.Layout.Assign(point);
        using LiveTensors live = new();
        KeskarSharpness sharpness = KeskarSharpness.Measure(quadratic.Risk, new KeskarOptions { Epsilon = 0.01, Steps = 5, Starts = 2 });
        double rise = s_curvatures.Zip(w, (h, x) => 0.5 * h * (Math.Pow(Math.Abs(x) + (0.01 * (Math.Abs(x) + 1)), 2) - (x * x))).Sum();
        Assert.Equal(1.5 + s_curvatures.Zip(w, (h, x) => 0.5 * h * x * x).Sum(), sharpness.Loss, 1e-12);
        Assert.Equal(100 * rise / (1 + sharpness.Loss), sharpness.Value, 1e-10);
        using Tensor after = quadratic.Risk.Layout.ToVector();
        TensorAssert.SameBits(point, after);
    }

    /// <summary>At the minimum the gradient is 0, and only the random starts climb: to ½ Σ h_i ε².</summary>
    [Fact]
    public void AtAMinimumTheRandomStartsFindTheCorner()
    {
        using var quadratic = new Plain(4, [0], Diagonal);
        using Tensor minimum = zeros(4, ScalarType.Float64);
        quadratic.Risk.Layout.Assign(minimum);
        KeskarSharpness sharpness = KeskarSharpness.Measure(quadratic.Risk, new KeskarOptions { Epsilon = 0.1, Steps = 3, Starts = 2 });
        Assert.Equal(0, sharpness.LargestLosses[0]);
        Assert.Equal(0.5 * s_curvatures.Sum() * 0.01, sharpness.LargestLosses[1], 1e-14);
        Assert.Equal(100 * sharpness.LargestLosses[1], sharpness.Value, 1e-12);
    }

    /// <summary>
    /// Coupled coordinates, where the corners differ: all 2⁶ of them are looked at. It never exceeds the maximum, nor ½ λ max of
    /// the box's squared half-diagonal.
    /// </summary>
    [Fact]
    public void TheSharpnessOfACoupledQuadraticIsThatOfItsBestCorner()
    {
        using var generator = new Generator(6);
        using Tensor root = randn([6, 6], ScalarType.Float64, generator: generator), matrix = root.mm(root.t());
        using var quadratic = new Plain(6, [0], (w, _) => 0.5 * (w.mm(matrix) * w).sum(1));
        double best = 0;
        for (int corner = 0; corner < 64; corner++)
        {
            using Tensor w = tensor(Enumerable.Range(0, 6).Select(i => 0.1 * ((corner >> i & 1) == 0 ? -1 : 1)).ToArray());
            best = Math.Max(best, quadratic.At(w));
        }

        using Tensor minimum = zeros(6, ScalarType.Float64), eigenvalues = linalg.eigvalsh(matrix);
        quadratic.Risk.Layout.Assign(minimum);
        double found = KeskarSharpness.Measure(
            quadratic.Risk, new KeskarOptions { Epsilon = 0.1, Steps = 20, Starts = 20, Seed = 1 }).LargestLosses.Max();
        Assert.Equal(best, found, 1e-12);
        Assert.True(found <= 0.5 * eigenvalues[5].item<double>() * 6 * 0.01);
    }

    [Fact]
    public void OptionsWithoutMeaningAreRefused()
    {
        using var quadratic = new Plain(4, [0], Diagonal);
        Assert.All(
            (KeskarOptions[])[new() { Epsilon = 0 }, new() { Steps = 0 }, new() { Starts = 0 }],
            options => Assert.Throws<ArgumentOutOfRangeException>(() => KeskarSharpness.Measure(quadratic.Risk, options)));
    }
}
