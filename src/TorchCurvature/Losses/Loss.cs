using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// A per-example loss ℓ(f, y) of a network's outputs f ∈ R^C and a target y, with its first two derivatives in f. The loss over data is
/// always their sum over <see cref="TotalWeight"/> of all targets, the mean over examples where every one counts as 1; no derived class
/// divides by that.
/// </summary>
public abstract class Loss
{
    /// <summary>A short name for reports.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether int64 targets are labels of classes, one for each row of outputs, as they are unless a subclass says that they are values,
    /// one beside each output.
    /// </summary>
    public virtual bool ReadsClassLabels => true;

    /// <summary>Whether it is known to be convex in the outputs, so that no A_n has a negative eigenvalue.</summary>
    public virtual bool IsConvex => false;

    /// <summary>
    /// The largest rank that A_n = ∂²ℓ/∂f² can have in one example: the Gauss–Newton matrix is a mean over N times as many vectors.
    /// </summary>
    /// <param name="outputs">C, the number of the model's outputs.</param>
    public virtual int OutputRank(int outputs) => outputs;

    /// <summary>
    /// Σ of the weights of a batch's targets: the loss over data is the sum over all terms divided by this sum over all data, as PyTorch's
    /// is. The number of targets where every term counts as one.
    /// </summary>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <exception cref="ArgumentException">This loss cannot read them.</exception>
    public virtual double TotalWeight(Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return targets.shape[0];
    }

    /// <summary>Which targets take no part: their losses are 0, and they count neither as terms nor in the accuracy.</summary>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>bool [n], which the caller owns; null where all take part.</returns>
    public virtual Tensor? IgnoredTargets(Tensor targets) => null;

    /// <summary>
    /// Which rows the outputs get right: those whose largest output is that of their label. Of a single output, which has nothing to be
    /// compared with but what it would cost under the other label, those whose loss is less for their label, 0 or 1.
    /// </summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension, that this loss can read.</param>
    /// <returns>bool [n], which the caller owns; null where the targets are no classes.</returns>
    public virtual Tensor? Hits(Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.dtype != ScalarType.Int64 || targets.dim() != 1)
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        if (outputs.shape[1] > 1)
        {
            return outputs.argmax(1).eq(targets).MoveToOuterDisposeScope();
        }

        bool isBinary = targets.min().item<long>() >= 0 && targets.max().item<long>() <= 1;
        try
        {
            Tensor otherLabels = targets.SubtractedFrom(1);
            return isBinary ? ExampleLosses(outputs, targets).lt(ExampleLosses(outputs, otherLabels)).MoveToOuterDisposeScope() : null;
        }
        catch (ArgumentException)
        {
            return null; // the loss knows one class only, and there is nothing to tell apart
        }
    }

    /// <summary>A loss given by a function of outputs [n, C] and targets; its derivatives come from automatic differentiation.</summary>
    /// <param name="name">A short name for reports.</param>
    /// <param name="exampleLosses">Maps outputs [n, C] and targets to n losses, one per example, twice differentiable in the
    /// outputs. Targets of type int64 are class labels, one for each row; give whole numbers that are values as floating point.</param>
    public static Loss FromExampleLosses(string name, Func<Tensor, Tensor, Tensor> exampleLosses) => new DelegateLoss(name, exampleLosses);

    /// <summary>ℓ(f_n, y_n) for every example.</summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A vector [n] that the caller owns, connected to the graph of the outputs.</returns>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other or this loss.</exception>
    public Tensor ExampleLosses(Tensor outputs, Tensor targets)
    {
        Check(outputs, targets);
        return OnePerExample(ExampleLossesCore(outputs, targets), outputs);
    }

    /// <summary>
    /// The same losses by the fastest kernel there is, for gradient descent, which differentiates once and needs no digits of a loss that
    /// is almost zero. <see cref="ExampleLosses"/> keeps its relative precision there, in both derivatives.
    /// </summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A vector [n] that the caller owns, connected to the graph of the outputs.</returns>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other or this loss.</exception>
    public Tensor DescentLosses(Tensor outputs, Tensor targets)
    {
        Check(outputs, targets);
        return OnePerExample(DescentLossesCore(outputs, targets), outputs);
    }

    /// <summary>g_n = ∂ℓ/∂f for every example.</summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A tensor [n, C] that the caller owns.</returns>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other or this loss.</exception>
    public Tensor OutputGradient(Tensor outputs, Tensor targets)
    {
        Check(outputs, targets);
        return OutputGradientCore(outputs, targets);
    }

    /// <summary>A_n = ∂²ℓ/∂f² for every example.</summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A tensor [n, C, C], symmetric in its last two dimensions, that the caller owns.</returns>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other or this loss.</exception>
    public Tensor OutputHessian(Tensor outputs, Tensor targets)
    {
        Check(outputs, targets);
        return OutputHessianCore(outputs, targets);
    }

    /// <summary>A factor R_n of the output Hessian, A_n = R_n R_nᵀ, whose columns belong to the classes.</summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A tensor [n, C, C] that the caller owns.</returns>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other or this loss.</exception>
    /// <exception cref="NotSupportedException">No such factor is known in closed form.</exception>
    public Tensor OutputHessianFactor(Tensor outputs, Tensor targets)
    {
        Check(outputs, targets);
        return OutputHessianFactorCore(outputs, targets);
    }

    /// <summary>
    /// A factor S_n of the output Hessian with as few columns as its rank allows, A_n = S_n S_nᵀ; eigenvalues that are negative stand for
    /// 0, so that it is one where the loss is convex.
    /// </summary>
    /// <param name="outputs">Network outputs, [n, C].</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A tensor [n, C, r] that the caller owns, with r = <see cref="OutputRank"/>.</returns>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other or this loss.</exception>
    public Tensor OutputHessianRoot(Tensor outputs, Tensor targets)
    {
        Check(outputs, targets);
        return OutputHessianRootCore(outputs, targets);
    }

    /// <summary>Computes <see cref="ExampleLosses"/>; the arguments are checked.</summary>
    protected abstract Tensor ExampleLossesCore(Tensor outputs, Tensor targets);

    /// <summary>Computes <see cref="DescentLosses"/>; the arguments are checked.</summary>
    protected virtual Tensor DescentLossesCore(Tensor outputs, Tensor targets) => ExampleLossesCore(outputs, targets);

    /// <summary>Computes <see cref="OutputGradient"/>; the arguments are checked.</summary>
    protected abstract Tensor OutputGradientCore(Tensor outputs, Tensor targets);

    /// <summary>Computes <see cref="OutputHessian"/>; the arguments are checked.</summary>
    protected abstract Tensor OutputHessianCore(Tensor outputs, Tensor targets);

    /// <summary>Computes <see cref="OutputHessianFactor"/>; the arguments are checked.</summary>
    protected virtual Tensor OutputHessianFactorCore(Tensor outputs, Tensor targets) =>
        throw new NotSupportedException(
            $"The loss '{Name}' has no factor of its output Hessian in closed form; those that this library has a word for have one.");

    /// <summary>Computes <see cref="OutputHessianRoot"/>; the arguments are checked. The base takes the eigenvectors of A_n.</summary>
    protected virtual Tensor OutputHessianRootCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor values, Tensor vectors) = linalg.eigh(OutputHessianCore(outputs, targets));
        return (vectors * values.ClampedFromBelow(0).sqrt().unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses targets that this loss cannot read.</summary>
    protected virtual void CheckTargets(Tensor outputs, Tensor targets)
    {
    }

    private Tensor OnePerExample(Tensor losses, Tensor outputs) => losses.dim() == 1 && losses.shape[0] == outputs.shape[0]
        ? losses
        : throw new InvalidOperationException(
            $"The loss '{Name}' must give one number per example, [{outputs.shape[0]}], and gave [{string.Join(", ", losses.shape)}].");

    // An error inside the native backward pass ends the process, so shapes are refused here.
    private void Check(Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (outputs.dim() != 2)
        {
            throw new ArgumentException(
                $"The loss '{Name}' reads outputs [n, C]; these are [{string.Join(", ", outputs.shape)}].", nameof(outputs));
        }

        if (targets.dim() == 0 || targets.shape[0] != outputs.shape[0])
        {
            throw new ArgumentException(
                $"There are {outputs.shape[0]} outputs and targets of shape [{string.Join(", ", targets.shape)}].", nameof(targets));
        }

        CheckTargets(outputs, targets);
    }
}
