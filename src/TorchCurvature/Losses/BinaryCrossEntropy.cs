using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// PyTorch's <c>binary_cross_entropy_with_logits</c>: the mean over K logits of −y_k log σ(f_k) − (1 − y_k) log(1 − σ(f_k)), each the
/// answer to a question of yes or no. g_k = (σ(f_k) − y_k)/K, and A has σ(f_k)(1 − σ(f_k))/K on its diagonal. Targets are 0 and 1, or
/// numbers between them: [n, K], and [n] for one logit. Class labels [n] of several logits stand for their one-hot vectors.
/// </summary>
/// <remarks>
/// Where the fit is almost perfect, σ(f) − 1 has no digits left: ℓ_k = y log(1 + e^{−f}) + (1 − y) log(1 + e^f) and
/// K g_k = (1 − y) σ(f) − y σ(−f) are computed instead, which lose none for y = 0 and y = 1.
/// </remarks>
public sealed class BinaryCrossEntropy : Loss
{
    // Above this log(1 + e^z) is z, to the last bit in float64.
    private const double LinearFrom = 40;

    /// <inheritdoc/>
    public override string Name => "binary-cross-entropy";

    /// <summary>No: whole numbers are answers 0 and 1 beside each logit, unless they are one for several logits.</summary>
    /// <inheritdoc/>
    public override bool ReadsClassLabels => false;

    /// <summary>Yes.</summary>
    /// <inheritdoc/>
    public override bool IsConvex => true;

    /// <summary>
    /// Of one logit and whole targets 0 and 1, whether its sign is right; of class labels, whether theirs is the largest logit; null
    /// otherwise.
    /// </summary>
    /// <inheritdoc/>
    public override Tensor? Hits(Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (AreClassLabels(outputs, targets))
        {
            return base.Hits(outputs, targets);
        }

        return targets.dtype == ScalarType.Int64 && outputs.shape[1] == 1
            ? outputs.squeeze(1).IsAbove(0).eq(targets.reshape(-1).IsEqualTo(1))
            : null;
    }

    /// <inheritdoc/>
    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor yes = Answers(outputs, targets);
        Tensor ofYes = outputs.negative().Softplus(beta: 1, LinearFrom), ofNo = outputs.Softplus(beta: 1, LinearFrom);
        return (yes * ofYes).Plus(yes.SubtractedFrom(1) * ofNo).mean([1]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor yes = Answers(outputs, targets);
        Tensor slopes = (yes.SubtractedFrom(1) * outputs.sigmoid()) - (yes * outputs.negative().sigmoid());
        return slopes.DividedBy(outputs.shape[1]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return diag_embed(Curvatures(outputs)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianFactorCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return diag_embed(Curvatures(outputs).sqrt()).MoveToOuterDisposeScope();
    }

    /// <summary>That factor: it is diagonal.</summary>
    /// <inheritdoc/>
    protected override Tensor OutputHessianRootCore(Tensor outputs, Tensor targets) =>
        OutputHessianFactorCore(outputs, targets);

    /// <inheritdoc/>
    protected override void CheckTargets(Tensor outputs, Tensor targets)
    {
        if (AreClassLabels(outputs, targets))
        {
            ClassLabels.Check(outputs, targets, Name);
            return;
        }

        bool isVectorForOneLogit = targets.dim() == 1 && outputs.shape[1] == 1;
        if (!targets.shape.SequenceEqual(outputs.shape) && !isVectorForOneLogit)
        {
            throw new ArgumentException(
                $"The loss '{Name}' reads a target beside each of the outputs [{string.Join(", ", outputs.shape)}], targets [n] where "
                    + $"there is one, or class labels [n]; these are {targets.dtype} [{string.Join(", ", targets.shape)}].",
                nameof(targets));
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = targets.to(ScalarType.Float64);
        double smallest = numbers.min().item<double>(), largest = numbers.max().item<double>();
        if (!(smallest >= 0 && largest <= 1))
        {
            throw new ArgumentException(
                $"The loss '{Name}' reads targets from 0 to 1, and these run from {smallest} to {largest}. For class labels take "
                    + "cross-entropy, for real values mse.",
                nameof(targets));
        }
    }

    private static bool AreClassLabels(Tensor outputs, Tensor targets) =>
        targets.dtype == ScalarType.Int64 && targets.dim() == 1 && outputs.shape[1] > 1;

    private static Tensor Answers(Tensor outputs, Tensor targets) => AreClassLabels(outputs, targets)
        ? ClassLabels.OneHot(outputs, targets)
        : targets.to(outputs.dtype).reshape(outputs.shape);

    private static Tensor Curvatures(Tensor outputs) =>
        (outputs.sigmoid() * outputs.negative().sigmoid()).DividedBy(outputs.shape[1]);
}
