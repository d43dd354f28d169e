using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// A quadratic Bézier curve of low loss between two points: θ minimizes the mean of L(w(t)) over t uniform in [0, 1], by stochastic
/// gradient descent that draws one t and one batch a step. ∇_θ = 2 t (1 − t) ∇L(w(t)). It starts as the straight line. Source: Garipov et
/// al. 2018, equation (4) and Algorithm 1.
/// </summary>
public static class ConnectingCurve
{
    /// <summary>Trains the curve. Cost: one forward and backward pass over a batch a step.</summary>
    /// <param name="model">The network; its parameters and buffers are put back afterwards.</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="data">The training examples, in the model's precision and on its device.</param>
    /// <param name="first">w_A [P].</param>
    /// <param name="last">w_B [P].</param>
    /// <param name="options">Steps, step size, batch and seed.</param>
    /// <param name="buffers">The buffers of the networks at w_A and w_B; null where the model has none.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The curve, which the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    /// <exception cref="ArgumentException">The ends are not vectors of the model's P parameters, or model and data differ in
    /// precision or device.</exception>
    /// <exception cref="NotFiniteNumberException">The middle is infinite or undefined after a step: the step is too large.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static BezierCurve Train(
        nn.Module<Tensor, Tensor> model, Loss loss, Dataset data, Tensor first, Tensor last, CurveTrainingOptions options,
        IReadOnlyList<ModelBuffers>? buffers = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        PointChecks.RequireAlike([first, last], nameof(last));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor middle = first.Plus(last).DividedBy(2);
        var positions = new Random(unchecked((int)options.Seed));
        CurveDescent.Run(model, loss, data, middle, options, Step, buffers, progress, cancellation);
        return new BezierCurve(first, middle, last);

        void Step(EmpiricalRisk risk)
        {
            double t = positions.NextDouble();
            using var curve = new BezierCurve(first, middle, last);
            risk.Layout.Assign(curve.At(t));
            ModelBuffers.Put(model, buffers, 1 - t, t);
            middle.AddScaledInPlace(risk.Gradient(), -options.LearningRate * 2 * t * (1 - t));
        }
    }
}
