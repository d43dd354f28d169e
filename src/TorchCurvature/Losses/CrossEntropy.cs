using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// Softmax cross-entropy of logits f and a class label y, as PyTorch has it. Without options it is ℓ(f, y) = log Σ_c e^{f_c} − f_y; with
/// p = softmax(f): g = p − onehot(y), A = diag(p) − p pᵀ, positive semidefinite of rank C − 1. With class weights w and label smoothing
/// ε it is ℓ = −Σ_c q_c log p_c for q = (1 − ε) w_y onehot(y) + (ε/C) w: with S = Σ_c q_c, g = S p − q and A = S (diag(p) − p pᵀ). Rows
/// whose label is the ignored index have ℓ = 0. The mean over data divides by Σ w_y over the rows that are not ignored, whatever ε is.
/// </summary>
/// <remarks>
/// Where the fit is almost perfect, p_y − 1 and p_y − p_y² have no digits left in these formulas. All of this is computed without such
/// differences instead, to a few ε of the outputs' size: with s the logarithm of Σ_{c≠y} e^{f_c}, ℓ = log(1 + e^{s − f_y}), which automatic
/// differentiation keeps precise too; g_y = −Σ_{c≠y} p_c; and A_cc = p_c Σ_{k≠c} p_k. With options likewise,
/// ℓ = S log(1 + e^{s − f_y}) + Σ_{c≠y} q_c (f_y − f_c) and g_y = −Σ_{c≠y} g_c.
/// </remarks>
public sealed class CrossEntropy : Loss
{
    // Above this log(1 + e^z) is z, to the last bit in float64.
    private const double LinearFrom = 40;

    // Stands for the logit of the label where it is left out of a sum of exponentials; finite, so that no difference is undefined.
    private const double LeftOut = -1e30;

    private readonly LabelWeighting? _weighting;

    /// <summary>Cross-entropy in which every row counts as one.</summary>
    public CrossEntropy()
        : this(classWeights: null)
    {
    }

    /// <summary>Cross-entropy with the options of PyTorch's.</summary>
    /// <param name="classWeights">w, a weight from 0 on for each of the C classes; null for ones.</param>
    /// <param name="labelSmoothing">ε, from 0 up to, and without, 1.</param>
    /// <param name="ignoreIndex">The label of rows that do not count; null where all do.</param>
    /// <exception cref="ArgumentException">The weights are negative, not finite or all 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is not in [0, 1).</exception>
    public CrossEntropy(IReadOnlyList<double>? classWeights, double labelSmoothing = 0, long? ignoreIndex = null)
    {
        if (!(labelSmoothing is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), $"Label smoothing is at least 0 and below 1, and is {labelSmoothing}.");
        }

        if (classWeights is not null && !(classWeights.All(w => w >= 0 && double.IsFinite(w)) && classWeights.Any(w => w > 0)))
        {
            throw new ArgumentException("Class weights are finite numbers from 0 on, and one at least is not 0.", nameof(classWeights));
        }

        (ClassWeights, LabelSmoothing, IgnoreIndex) = (classWeights is null ? null : [.. classWeights], labelSmoothing, ignoreIndex);
        bool isPlain = classWeights is null && labelSmoothing == 0 && ignoreIndex is null;
        _weighting = isPlain ? null : new LabelWeighting(ClassWeights, labelSmoothing, ignoreIndex);
    }

    /// <summary>w, a weight for each class; null for ones.</summary>
    public IReadOnlyList<double>? ClassWeights { get; }

    /// <summary>ε.</summary>
    public double LabelSmoothing { get; }

    /// <summary>The label of rows that do not count; null where all do.</summary>
    public long? IgnoreIndex { get; }

    /// <inheritdoc/>
    public override string Name => "cross-entropy";

    /// <summary>Yes.</summary>
    /// <inheritdoc/>
    public override bool IsConvex => true;

    /// <summary>C − 1: A_n maps the vector of ones to 0.</summary>
    /// <inheritdoc/>
    public override int OutputRank(int outputs) => outputs - 1;

    /// <summary>Σ w_y over the labels that are not ignored.</summary>
    /// <inheritdoc/>
    public override double TotalWeight(Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (_weighting is null)
        {
            return base.TotalWeight(targets);
        }

        ClassLabels.RequireVector(targets, Name);
        return _weighting.TotalOf(targets);
    }

    /// <inheritdoc/>
    public override Tensor? IgnoredTargets(Tensor targets) => IgnoreIndex is { } ignored ? targets.IsEqualTo(ignored) : null;

    /// <inheritdoc/>
    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = Labels(targets);
        Tensor isLabel = IsLabel(outputs, labels);
        Tensor leftOut = tensor(LeftOut, outputs.dtype, outputs.device);
        Tensor others = where(isLabel, leftOut, outputs).logsumexp(1);
        Tensor ofLabel = outputs.gather(1, labels.unsqueeze(1)).squeeze(1);
        Tensor losses = (others - ofLabel).Softplus(beta: 1, LinearFrom);
        if (_weighting is not null)
        {
            SmoothedLabels q = _weighting.Of(outputs, targets);
            losses = (losses * q.Totals).Plus(((ofLabel.unsqueeze(1) - outputs) * q.OfOthers).sum(1));
        }

        return losses.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor DescentLossesCore(Tensor outputs, Tensor targets)
    {
        if (_weighting is null)
        {
            return nn.functional.cross_entropy(outputs, targets, reduction: nn.Reduction.None);
        }

        using Tensor? weights = _weighting.Weights(outputs);
        return nn.functional.cross_entropy(
            outputs, targets, weights, IgnoreIndex ?? LabelWeighting.NoLabel, nn.Reduction.None, LabelSmoothing);
    }

    /// <inheritdoc/>
    protected override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor isLabel = IsLabel(outputs, Labels(targets));
        Tensor slopes = softmax(outputs, 1);
        if (_weighting is not null)
        {
            SmoothedLabels q = _weighting.Of(outputs, targets);
            slopes = (slopes * q.Totals.unsqueeze(1)) - q.OfOthers;
        }

        Tensor ofOthers = where(isLabel, zeros_like(slopes), slopes);
        return where(isLabel, ofOthers.sum(1, keepdim: true).negative(), ofOthers).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        Tensor hessian = (p.unsqueeze(2) * p.unsqueeze(1)).negative();
        hessian.diagonal(0, 1, 2).copy_(p * SumOfOthers(p));
        if (_weighting is not null)
        {
            hessian.mul_(_weighting.Of(outputs, targets).Totals.view(-1, 1, 1));
        }

        return hessian.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianFactorCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        Tensor root = p.sqrt();
        // Column c is √p_c (e_c − p), and R Rᵀ = diag(p) − p pᵀ because p sums to 1.
        Tensor factor = (p.unsqueeze(2) * root.unsqueeze(1)).negative();
        factor.diagonal(0, 1, 2).copy_(root * SumOfOthers(p));
        if (_weighting is not null)
        {
            factor.mul_(_weighting.Of(outputs, targets).Totals.sqrt().view(-1, 1, 1));
        }

        return factor.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// With q = √p and m the class of the largest p, S_mk = −q_m q_k and S_ik = q_i (δ_ik − q_i q_k/(1 + q_m)) for the other classes k: a
    /// reflection that takes e_m to −q, without its column m. No two numbers that are nearly equal are subtracted.
    /// </summary>
    /// <inheritdoc/>
    protected override Tensor OutputHessianRootCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        (long n, long classes) = (p.shape[0], p.shape[1]);
        Tensor root = p.sqrt();
        Tensor largest = p.argmax(1, keepdim: true);
        Tensor divisor = root.gather(1, largest).Plus(1L);
        // 1/(1 + q_m) in the rows of all classes but m, where it is 1/q_m: times q_i q_i q_k it gives q_m q_k there.
        Tensor isLargest = IsLabel(outputs, largest.squeeze(1));
        Tensor reflected = root / where(isLargest, root, divisor);
        Tensor factor = ((root * reflected).unsqueeze(2) * root.unsqueeze(1)).negative();
        factor.diagonal(0, 1, 2).AddInPlace(root);
        Tensor places = HeldScalars.Range(0, classes - 1, p.device).unsqueeze(0);
        Tensor others = places.Plus(places.ge(largest).to(ScalarType.Int64));
        factor = factor.gather(2, others.unsqueeze(1).expand(n, classes, classes - 1));
        if (_weighting is not null)
        {
            factor.mul_(_weighting.Of(outputs, targets).Totals.sqrt().view(-1, 1, 1));
        }

        return factor.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void CheckTargets(Tensor outputs, Tensor targets)
    {
        ClassLabels.Check(outputs, targets, Name, IgnoreIndex);
        if (ClassWeights is { } weights && weights.Count != outputs.shape[1])
        {
            throw new ArgumentException(
                $"There are {weights.Count} class weights, and the model has {outputs.shape[1]} outputs: give one weight for each class.",
                nameof(outputs));
        }
    }

    // Rows that are ignored have weight 0, and for them any class will do.
    private Tensor Labels(Tensor targets) =>
        IgnoreIndex is { } ignored ? where(targets.IsEqualTo(ignored), zeros_like(targets), targets) : targets;

    private static Tensor IsLabel(Tensor outputs, Tensor labels) => nn.functional.one_hot(labels, outputs.shape[1]).to(ScalarType.Bool);

    /// <summary>Σ_{k≠c} p_k for every c, which is 1 − p_c.</summary>
    private static Tensor SumOfOthers(Tensor p)
    {
        Tensor others = ones([p.shape[1], p.shape[1]], p.dtype, p.device);
        others.diagonal().zero_();
        return p.matmul(others);
    }
}
