using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>
/// How parameters w are moved by gradients g of the loss, λw of its weight decay included: the rule of a step with its numbers, and how
/// many examples a step sees. What a rule remembers from step to step are tensors shaped like the parameters, which begin as zeros.
/// </summary>
/// <remarks>
/// Every rule descends the loss that the Hessian is of. AdamW is none: it takes λw from the parameters beside the
/// step, so what it descends is no function of w, and it is not offered.
/// </remarks>
public abstract record OptimizerSpec : Spec
{
    /// <summary>η, constant.</summary>
    [Setting("learning-rate", "Constant learning rate.", Least = 0, MustExceed = true, Below = 1e38)]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Examples that a step sees, the last one of a pass perhaps fewer; null for all of them in every step.</summary>
    public abstract int? ExamplesPerStep { get; }

    /// <summary>The order in which a pass takes the examples, where a step does not see all of them.</summary>
    public virtual ExampleOrder OrderOfExamples => ExampleOrder.Shuffled;

    /// <summary>
    /// The λ max above which a step of fixed numbers is not stable: where the loss is a quadratic whose curvature exceeds it, w swings out
    /// with every step. With steps over all examples λ max of a network rises to it and stays there: the edge of stability (Cohen et al.,
    /// "Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability", ICLR 2021, arXiv:2103.00065).
    /// </summary>
    /// <remarks>Of the Hessian of the loss with its weight decay; where <see cref="IsPreconditioned"/>, of P^(−½) H P^(−½).</remarks>
    public abstract double StabilityThreshold { get; }

    /// <summary>The threshold as a formula, like <c>2/η</c>.</summary>
    public abstract string StabilityFormula { get; }

    /// <summary>Whether the steps go along P⁻¹g with a diagonal P, and the threshold is that of P^(−½) H P^(−½).</summary>
    public virtual bool IsPreconditioned => false;

    /// <summary>How many tensors are remembered for each parameter.</summary>
    public abstract int MomentCount { get; }

    /// <summary>The same rule for steps that see another number of examples.</summary>
    /// <param name="examples">So many; null for all.</param>
    public abstract OptimizerSpec WithExamplesPerStep(int? examples);

    /// <summary>Moves one parameter tensor in place.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, of the same shape; not changed.</param>
    /// <param name="moments">What the rule remembers of it: <see cref="MomentCount"/> tensors of its shape, brought up to date.</param>
    /// <param name="stepNumber">The number of this step, from 1.</param>
    /// <remarks>Called without recording of gradients, in a dispose scope.</remarks>
    public abstract void Move(Tensor parameter, Tensor gradient, IReadOnlyList<Tensor> moments, long stepNumber);

    /// <summary>Refuses numbers that no run can follow.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not within its bounds, or not finite.</exception>
    /// <exception cref="SettingException">Two settings do not go together.</exception>
    public virtual void Validate()
    {
        foreach (Setting setting in Settings)
        {
            if (setting.Get(this) is { } value && setting.Refusal(Setting.Text(value)) is { } refusal)
            {
                throw new ArgumentOutOfRangeException(setting.Name, value, $"--{setting.Name} {refusal}");
            }
        }
    }
}
