using TorchCurvature.Resources;
using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>
/// Descent along the gradient, with or without momentum, as PyTorch's <c>SGD</c>: the heavy ball v ← μv + g, w ← w − ηv from v = 0, or
/// Nesterov's w ← w − η(g + μv) with the new v.
/// </summary>
public abstract record DescentSpec : OptimizerSpec
{
    /// <summary>μ; 0 for w ← w − ηg.</summary>
    [Setting("momentum", "gd, sgd: momentum μ: v ← μv + g, w ← w − ηv.", Least = 0, Below = 1)]
    public double Momentum { get; init; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    [Setting("nesterov", "gd, sgd: Nesterov momentum: w ← w − η(g + μv).")]
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    /// <remarks>
    /// 2/η without momentum, 2(1 + μ)/η for the heavy ball and 2(1 + μ)/((1 + 2μ)η) for Nesterov's: there an eigenvalue of
    /// the step's matrix in (w, v) is −1 (Cohen et al. 2021, appendix B).
    /// </remarks>
    public override double StabilityThreshold => 2 * (1 + Momentum) / ((Nesterov ? 1 + (2 * Momentum) : 1) * LearningRate);

    /// <inheritdoc/>
    public override string StabilityFormula => (Momentum, Nesterov) switch
    {
        (0, _) => "2/η",
        (_, false) => "2(1 + μ)/η",
        (_, true) => "2(1 + μ)/((1 + 2μ)η)",
    };

    /// <inheritdoc/>
    public override int MomentCount => Momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    public override void Move(Tensor parameter, Tensor gradient, IReadOnlyList<Tensor> moments, long stepNumber)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(moments);
        Tensor direction = gradient;
        if (Momentum != 0)
        {
            Tensor velocity = moments[0];
            velocity.MultiplyInPlace(Momentum).AddInPlace(gradient);
            direction = Nesterov ? gradient.clone().AddScaledInPlace(velocity, Momentum) : velocity;
        }

        parameter.AddScaledInPlace(direction, -LearningRate);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Nesterov && Momentum == 0)
        {
            throw new SettingException(
                "--nesterov is a kind of momentum, and --momentum is 0: give --momentum 0.9, or leave out --nesterov.");
        }
    }
}
