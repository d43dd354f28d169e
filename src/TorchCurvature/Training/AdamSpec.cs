using TorchCurvature.Resources;
using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>
/// Adam as PyTorch has it (Kingma and Ba, arXiv:1412.6980): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², and after t steps
/// w ← w − η m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ). Weight decay is in g, as everywhere here and in PyTorch's
/// <c>weight_decay</c>.
/// </summary>
public sealed record AdamSpec : OptimizerSpec
{
    /// <summary>Adam with PyTorch's usual numbers: η = 0.001.</summary>
    public AdamSpec() => LearningRate = 1e-3;

    /// <inheritdoc/>
    public override string Word => "adam";

    /// <summary>Examples in a mini-batch; the last one of a pass may be smaller. 0 takes all of them in every step.</summary>
    [Setting("batch-size", "sgd, adam: examples in a mini-batch; 0 for all.", Least = 0)]
    public int BatchSize { get; init; } = 32;

    /// <summary>The order in which a pass takes the examples.</summary>
    [Setting("order", "sgd, adam: order of the examples: drawn anew for each pass, or that of the data.")]
    public ExampleOrder Order { get; init; }

    /// <summary>β₁.</summary>
    [Setting("beta1", "adam: decay β₁ of the mean of gradients.", Least = 0, Below = 1)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂.</summary>
    [Setting("beta2", "adam: decay β₂ of the mean of their squares.", Least = 0, Below = 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε.</summary>
    [Setting("epsilon", "adam: ε of the step m̂/(√v̂ + ε).", Least = 0, Below = 1e30)]
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override int? ExamplesPerStep => BatchSize == 0 ? null : BatchSize;

    /// <inheritdoc/>
    public override ExampleOrder OrderOfExamples => Order;

    /// <inheritdoc/>
    /// <remarks>
    /// (2 + 2β₁)/((1 − β₁)η), 38/η for β₁ = 0.9, of P^(−½) H P^(−½) with P = diag(√v̂ + ε) (<see cref="Preconditioner"/>): with P held
    /// fixed, Adam is momentum of the form m ← β₁m + (1 − β₁)g in the coordinates P^(½)w (Cohen et al., "Adaptive Gradient
    /// Methods at the Edge of Stability", arXiv:2207.14484). In the first steps the factor 1/(1 − β₁ᵗ) of m̂ lowers it.
    /// </remarks>
    public override double StabilityThreshold => (2 + (2 * Beta1)) / ((1 - Beta1) * LearningRate);

    /// <inheritdoc/>
    public override string StabilityFormula => "(2 + 2β₁)/((1 − β₁)η)";

    /// <inheritdoc/>
    public override bool IsPreconditioned => true;

    /// <inheritdoc/>
    public override int MomentCount => 2;

    /// <inheritdoc/>
    public override OptimizerSpec WithExamplesPerStep(int? examples) => this with { BatchSize = examples ?? 0 };

    /// <summary>The diagonal √v̂ + ε of P.</summary>
    /// <param name="secondMoment">v, of any shape: PyTorch's <c>exp_avg_sq</c>.</param>
    /// <param name="step">t, the number of steps taken, from 1.</param>
    /// <returns>A tensor of the same shape, in the caller's scope.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No step was taken.</exception>
    public Tensor Preconditioner(Tensor secondMoment, long step)
    {
        ArgumentNullException.ThrowIfNull(secondMoment);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        return secondMoment.sqrt().DivideInPlace(Math.Sqrt(1 - Math.Pow(Beta2, step))).AddInPlace(Epsilon);
    }

    /// <inheritdoc/>
    public override void Move(Tensor parameter, Tensor gradient, IReadOnlyList<Tensor> moments, long stepNumber)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(moments);
        (Tensor mean, Tensor squares) = (moments[0], moments[1]);
        mean.MultiplyInPlace(Beta1).AddScaledInPlace(gradient, 1 - Beta1);
        squares.MultiplyInPlace(Beta2).AddProductInPlace(gradient, gradient, 1 - Beta2);
        parameter.AddQuotientInPlace(mean, Preconditioner(squares, stepNumber), -LearningRate / (1 - Math.Pow(Beta1, stepNumber)));
    }
}
