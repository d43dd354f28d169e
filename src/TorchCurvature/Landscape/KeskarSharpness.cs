using TorchCurvature.Curvature;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// 100 · max over |v_i| ≤ ε (|w_i| + 1) of (L(w + v) − L(w)) / (1 + L(w)): by how many percent the loss rises in a small box. Source:
/// Keskar et al. 2017, metric 2.1 with A = I; mathematics.md (28).
/// </summary>
public sealed record KeskarSharpness
{
    internal KeskarSharpness(double value, double loss, IReadOnlyList<double> largestLosses)
    {
        (Value, Loss, LargestLosses) = (value, loss, largestLosses);
    }

    /// <summary>
    /// The sharpness, of the largest loss found: never above the true one, and equal to it for a convex quadratic with a diagonal
    /// Hessian, away from its minimum or from random starts.
    /// </summary>
    public double Value { get; }

    /// <summary>L(w).</summary>
    public double Loss { get; }

    /// <summary>The largest loss found from each start: how far they agree says how far to trust the maximum.</summary>
    public IReadOnlyList<double> LargestLosses { get; }

    /// <summary>
    /// Measures the sharpness at the model's present parameters by projected gradient ascent. Step k of K goes 1 − k/K of the box's
    /// half-width along the sign of each coordinate of the gradient, the steepest ascent in the norm whose ball the box is, and is put back
    /// into the box. The first steps reach corners, the last ones refine; the best point met counts. Cost: two passes over the data a step.
    /// </summary>
    /// <param name="risk">The risk; its model's parameters are put back afterwards.</param>
    /// <param name="options">Box and search.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static KeskarSharpness Measure(
        EmpiricalRisk risk, KeskarOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using DisposeScope scope = NewDisposeScope();
        using var restored = new RestoredModel(risk.Model, risk.Layout);
        using var generator = new Generator((ulong)options.Seed, risk.Layout.Device);
        Tensor w = risk.Layout.ToVector();
        Tensor box = w.abs().Plus(1).Times(options.Epsilon);
        double loss = risk.Evaluate(withGradient: false).Loss;
        double[] largest = new double[options.Starts];
        for (int start = 0; start < options.Starts; start++)
        {
            using DisposeScope startScope = NewDisposeScope();
            Tensor v = start == 0 ? zeros_like(w) : box * rand(w.shape, w.dtype, w.device, generator: generator).Times(2).Minus(1);
            largest[start] = loss;
            for (int step = 0; step <= options.Steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope stepScope = NewDisposeScope();
                risk.Layout.Assign(w.Plus(v));
                largest[start] = Math.Max(largest[start], risk.Evaluate(withGradient: false).Loss);
                if (step < options.Steps)
                {
                    v.AddScaledInPlace(box * risk.Gradient().sign(), 1 - ((double)step / options.Steps));
                    v.copy_(v.minimum(box).maximum(-box));
                }

                progress?.Report((start + ((step + 1.0) / (options.Steps + 1))) / options.Starts);
            }
        }

        return new KeskarSharpness(100 * (largest.Max() - loss) / (1 + loss), loss, largest);
    }
}
