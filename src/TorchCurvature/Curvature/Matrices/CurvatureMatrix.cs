using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Columns;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Matrices;

/// <summary>
/// A symmetric matrix [P, P] that an empirical risk has at each point: what it is called, what is known of it beforehand, and how to
/// compute it, whole or by products. With J_n = ∂f_n/∂w, g_n = ∂ℓ/∂f and A_n = ∂²ℓ/∂f², the Hessian is ∇²L = G + F, the split at the
/// model's outputs (logits), and ∇²L = (1/N) Σ ∇ℓ_n ∇ℓ_nᵀ + rest, which for cross-entropy is the split of Sagun et al. 2017 at the
/// probability of the right label.
/// </summary>
/// <remarks>
/// A new matrix is a sealed subclass and its line in <see cref="CurvatureMatrices"/>. The base computes it whole from its products, column
/// by column; a subclass that knows better overrides <see cref="ExactCore"/>.
/// </remarks>
public abstract class CurvatureMatrix
{
    /// <summary>What command lines and manifests call it, in lower case with hyphens.</summary>
    public abstract string Word { get; }

    /// <summary>Other words that are understood for <see cref="Word"/>.</summary>
    public virtual IReadOnlyList<string> Synonyms => [];

    /// <summary>The letter or the few words for it in tables and figures.</summary>
    public abstract string Symbol { get; }

    /// <summary>Its name in result files.</summary>
    public virtual string FileName => Symbol;

    /// <summary>The name for readers, as it stands within a sentence.</summary>
    public abstract string Title { get; }

    /// <summary>What it is, as a phrase for help texts.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it has no negative eigenvalue, but for rounding, where the loss is convex in the outputs.</summary>
    public virtual bool IsSemidefinite => false;

    /// <summary>Whether λI of weight decay is part of it.</summary>
    public virtual bool HoldsWeightDecay => true;

    /// <summary>
    /// How many operators by automatic differentiation make it up, each of which keeps graphs of its own: a difference is made of two.
    /// </summary>
    public virtual int OperatorCount => 1;

    /// <summary>A bound of its rank, without λI of weight decay; null where only P bounds it.</summary>
    /// <param name="examples">N, the number of terms (<see cref="EmpiricalRisk.TermCount"/>).</param>
    /// <param name="outputs">C, the number of the model's outputs.</param>
    /// <param name="loss">The loss.</param>
    public virtual long? RankBound(long examples, int outputs, Loss loss) => null;

    /// <summary>
    /// The number of vectors whose mean outer product it is, or is compared with: the N of the law of Marchenko and Pastur. N times the
    /// rank of A_n, unless a subclass says otherwise.
    /// </summary>
    /// <param name="examples">N, the number of terms (<see cref="EmpiricalRisk.TermCount"/>).</param>
    /// <param name="outputs">C, the number of the model's outputs.</param>
    /// <param name="loss">The loss.</param>
    public virtual long VectorCount(long examples, int outputs, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return examples * loss.OutputRank(outputs);
    }

    /// <summary>The matrix as an operator, at the model's present parameters.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="keptGraphs">As in <see cref="Products.HessianOperator(EmpiricalRisk, int)"/>; a difference of two keeps twice as
    /// much.</param>
    /// <returns>An operator that the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of kept graphs is negative.</exception>
    public SymmetricOperator Operator(EmpiricalRisk risk, int keptGraphs = 0)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentOutOfRangeException.ThrowIfNegative(keptGraphs);
        return OperatorCore(risk, keptGraphs);
    }

    /// <summary>The whole matrix at the model's present parameters, as <see cref="ExactHessian.Compute"/> describes it.</summary>
    /// <param name="risk">The risk L. Its batches may have any sizes; they are cut further where memory asks for it.</param>
    /// <param name="method">Forces a method; null takes the fastest one that applies.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between batches, channels or columns.</param>
    /// <returns>The matrix, which the caller owns.</returns>
    /// <exception cref="NotSupportedException">The forced method does not apply to this matrix or this module, or does not describe the
    /// function that it computes.</exception>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry, as it does where the parameters have
    /// diverged.</exception>
    public ExactHessian Exact(
        EmpiricalRisk risk, ExactHessianMethod? method = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return ExactCore(risk, method, progress, cancellation);
    }

    /// <summary>
    /// The same in coordinates in which the data leave rows zero, where the way to compute it allows: what
    /// <see cref="ExactHessian.Rotation"/> says. The base knows none.
    /// </summary>
    internal virtual ExactHessian ExactRotated(
        EmpiricalRisk risk, FirstLayerRotation? rotation, IProgress<double>? progress, CancellationToken cancellation) =>
        ExactCore(risk, method: null, progress, cancellation);

    /// <summary>The word.</summary>
    public sealed override string ToString() => Word;

    /// <summary>Makes what <see cref="Operator"/> gives; the arguments are checked.</summary>
    protected abstract SymmetricOperator OperatorCore(EmpiricalRisk risk, int keptGraphs);

    /// <summary>
    /// Computes what <see cref="Exact"/> gives; the risk is checked. The base multiplies <see cref="Operator"/> with the unit vectors.
    /// </summary>
    protected virtual ExactHessian ExactCore(
        EmpiricalRisk risk, ExactHessianMethod? method, IProgress<double>? progress, CancellationToken cancellation) =>
        ExactComputation.ByProducts(this, risk, method, progress, cancellation);

    /// <summary>
    /// Fills a matrix [P, P], symmetric to the last bit, in the way that works for every module. The base multiplies with the unit vectors.
    /// </summary>
    internal virtual ColumnwiseFill FillByColumns(
        Tensor matrix, EmpiricalRisk risk, IProgress<double>? progress, CancellationToken cancellation)
    {
        using SymmetricOperator columns = Operator(risk);
        DenseAssembly.Fill(matrix, columns, progress: progress, cancellation: cancellation);
        return new ColumnwiseFill(DenseAssembly.AverageWithTranspose(matrix).Largest);
    }

    /// <summary>What <see cref="ExactHessian.ExpectedSeconds"/> gives.</summary>
    internal virtual double? ExpectedSeconds(EmpiricalRisk risk, CancellationToken cancellation) =>
        ColumnwiseTime.OfProducts(risk, this, cancellation);
}
