using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// A quadratic Bézier curve of low loss between two points: θ minimizes the mean of L(w(t)) over t uniform in [0, 1], by stochastic gradient descent that draws one t and one batch a step.
/// ∇_θ = 2 t (1 − t) ∇L(w(t)). It starts as the straight line. Source: Garipov et al. 2018, equation (4) and Algorithm 1.
/// </summary>
public static class ConnectingCurve
{
    /// <summary>Trains the curve. Cost: one forward and backward pass over a batch a step.</summary>
    /// <param name="model">The network; its parameters are put back afterwards.</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="data">The training examples, in the model's precision and on its device.</param>
    /// <param name="first">w_A [P].</param>
    /// <param name="last">w_B [P].</param>
    /// <param name="options">Steps, step size, batch and seed.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The curve, which the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    /// <exception cref="ArgumentException">The ends are not vectors of the model's P parameters, or model and data differ in precision or device.</exception>
    /// <exception cref="NotFiniteNumberException">The middle is infinite or undefined after a step: the step is too large.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static BezierCurve Train(
        nn.Module<Tensor, Tensor> model, Loss loss, Dataset data, Tensor first, Tensor last, CurveTrainingOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        PointChecks.RequireAlike([first, last], nameof(last));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor middle = (first + last) / 2;
        var layout = new ParameterLayout(model);
        using var restored = new RestoredParameters(layout);
        using var order = new Generator((ulong)options.Seed);
        var positions = new Random(unchecked((int)options.Seed));
        Tensor? examples = null;
        long next = data.Count;
        for (long step = 0; step < options.Steps; step++, next += options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            if (next >= data.Count)
            {
                examples?.Dispose();
                (examples, next) = (randperm(data.Count, generator: order).to(data.Inputs.device), 0);
            }

            using DisposeScope stepScope = NewDisposeScope();
            double t = positions.NextDouble();
            using var curve = new BezierCurve(first, middle, last);
            layout.Assign(curve.At(t));
            Tensor chosen = examples!.narrow(0, next, Math.Min(options.BatchSize, data.Count - next));
            using var batch = new Batch(data.Inputs.index_select(0, chosen), data.Labels.index_select(0, chosen));
            middle.add_(new EmpiricalRisk(model, loss, [batch]).Gradient(), -options.LearningRate * 2 * t * (1 - t));
            progress?.Report((step + 1.0) / options.Steps);
            if (!middle.isfinite().all().item<bool>())
            {
                throw new NotFiniteNumberException($"The connecting curve left the finite numbers at step {step + 1} of {options.Steps}: train it with a learning rate below {options.LearningRate}.");
            }
        }

        return new BezierCurve(first, middle, last);
    }
}
