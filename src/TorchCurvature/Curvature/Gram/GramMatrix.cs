using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// The Gram matrix K = BBᵀ of the vectors that a curvature matrix BᵀB is a sum of: the rows S_nᵀJ_n/√N, with A_n = S_n S_nᵀ for the
/// Gauss–Newton matrix, and the gradients of the terms for the empirical Fisher matrix. Its eigenvalues are all of BᵀB that are not zero,
/// for any number of parameters, and BᵀB has the eigenvectors Bᵀu/√λ: mathematics.md (35).
/// </summary>
/// <remarks>
/// Weight decay is no part of it, and shifts all P eigenvalues by λ. Refers to the risk, whose parameters must not change.
/// </remarks>
public sealed class GramMatrix : IDisposable
{
    // How many ε a row may be off, relative to its length. Measured: the eigenvalues of LeNet and of a network with three hidden layers are
    // off by 0.1 ε tr K in float32 against float64, an eightieth of what follows from this.
    private const double RowError = 4;

    private readonly EmpiricalRisk _risk;
    private readonly OutputCurvatureMatrix _kind;
    private readonly double _scale;

    private GramMatrix(EmpiricalRisk risk, OutputCurvatureMatrix kind, GramMethod method, Tensor matrix, double scale)
    {
        (_risk, _kind, Method, Matrix, _scale) = (risk, kind, method, matrix, scale);
        using DisposeScope scope = NewDisposeScope();
        Trace = matrix.diagonal().sum().item<double>();
        double ofRows = 2 * RowError * WorkingPrecision.Of(risk.Layout.DType).UnitRoundoff * Trace;
        InheritedError = OutputRounding.Of(risk, kind, matrix.FrobeniusNorm()) + ofRows;
    }

    /// <summary>K [size, size] in float64, symmetric to the last bit, in the order of the terms. This object owns it.</summary>
    public Tensor Matrix { get; }

    /// <summary>Which matrix has its eigenvalues.</summary>
    public CurvatureMatrix Kind => _kind;

    /// <summary>How it was computed.</summary>
    public GramMethod Method { get; }

    /// <summary>The number of vectors.</summary>
    public long Size => Matrix.shape[0];

    /// <summary>P.</summary>
    public long Dimension => _risk.Dimension;

    /// <summary>The precision of the vectors, that of the network.</summary>
    public ScalarType RowPrecision => _risk.Layout.DType;

    /// <summary>tr K, which is that of the matrix whose eigenvalues it has.</summary>
    public double Trace { get; }

    /// <summary>
    /// A bound, in the spectral norm, of what K inherited: from the rounding of the network's outputs, as
    /// <see cref="ExactHessian.InheritedError"/>, and of its rows. Where every row is off by δ of its length, K is by 2δ·tr K at most.
    /// </summary>
    public double InheritedError { get; }

    /// <summary>
    /// What has to be known of how it was computed, such as that the layers did not describe the function; null where there is nothing.
    /// </summary>
    public string? Remark { get; private init; }

    /// <summary>K as an operator that knows its <see cref="InheritedError"/>. It shares K's memory; the caller owns it.</summary>
    public DenseOperator ToOperator() => new(Matrix, InheritedError);

    /// <summary>Computes the Gram matrix at the model's present parameters.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="kind">Which matrix; null for the Gauss–Newton matrix.</param>
    /// <param name="method">Forces a method; null takes that of
    /// <see cref="GramPlan.For(EmpiricalRisk, CurvatureMatrix, GramMethod?)"/>.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between tiles and rows.</param>
    /// <returns>The Gram matrix, which the caller owns.</returns>
    /// <remarks>
    /// Cost: that of <see cref="GramPlan"/>. Products are made in the network's precision, and their sums in float64. What was read from
    /// the module's structure is compared with the module by one gradient of its own: where that differs, the matrix is computed row by
    /// row.
    /// </remarks>
    /// <exception cref="IndefiniteLossException">The loss is not convex in the outputs here.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">It has an infinite or undefined entry.</exception>
    /// <exception cref="NotSupportedException">The matrix is no sum of so few outer products, or the forced method does not apply to this
    /// module.</exception>
    public static GramMatrix Compute(
        EmpiricalRisk risk, CurvatureMatrix? kind = null, GramMethod? method = null, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        CurvatureMatrix wanted = kind ?? CurvatureMatrices.GaussNewton;
        GramPlan plan = GramPlan.For(risk, wanted, method) ?? throw new NotSupportedException(
            $"The {wanted.Title} has no Gram matrix: only the {CurvatureMatrices.GaussNewton.Title} and the "
                + $"{CurvatureMatrices.EmpiricalFisher.Title} are sums of outer products.");
        if (method is { } forced && forced != plan.Method)
        {
            throw new NotSupportedException(
                $"{forced} does not apply to this module: it reads a plain Sequential of known layers, each trainable and used once. "
                    + $"{nameof(GramMethod.RowByRow)} works for every module.");
        }

        Require(plan);
        var ofOutputs = (OutputCurvatureMatrix)wanted;
        OutputConvexity.Require(risk, ofOutputs, cancellation);
        return Compute(risk, ofOutputs, plan, isForced: method is not null, risk.TotalWeight, progress, cancellation);
    }

    /// <summary>Whether the loss is convex in the outputs at the model's present parameters, so that there is a Gram matrix.</summary>
    internal static bool Exists(EmpiricalRisk risk, CurvatureMatrix kind)
    {
        try
        {
            OutputConvexity.Require(risk, (OutputCurvatureMatrix)kind, CancellationToken.None);
            return true;
        }
        catch (IndefiniteLossException)
        {
            return false;
        }
    }

    /// <summary>
    /// The empirical neural tangent kernel J Jᵀ at the model's present parameters, a row for every output of every term (Jacot et al.
    /// 2018).
    /// </summary>
    /// <param name="risk">Model and data; of the loss only what a term is. Referred to, not owned.</param>
    /// <param name="method">As in <see cref="Compute(EmpiricalRisk, CurvatureMatrix, GramMethod?, IProgress{double}, CancellationToken)"/>.
    /// </param>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between tiles and rows.</param>
    /// <returns>The kernel, which the caller owns.</returns>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">It has an infinite or undefined entry.</exception>
    public static GramMatrix Kernel(
        EmpiricalRisk risk, GramMethod? method = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var kind = new OutputIdentityMatrix();
        GramPlan plan = GramPlan.For(risk, kind, method)!;
        Require(plan);
        return Compute(risk, kind, plan, isForced: method is not null, 1, progress, cancellation);
    }

    /// <summary>Bᵀu for columns u: with an eigenvector u of K, √λ times the eigenvector of the matrix [P, P].</summary>
    /// <param name="columns">[size, k], float64.</param>
    /// <param name="cancellation">Stops between passes.</param>
    /// <returns>float64 [P, k], which the caller owns. Cost: k backward passes over the data.</returns>
    public Tensor TransposedRowsTimes(Tensor columns, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.dim() != 2 || columns.shape[0] != Size)
        {
            throw new ArgumentException(
                $"The Gram matrix has {Size} rows; these columns are [{string.Join(", ", columns.shape)}].", nameof(columns));
        }

        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(_risk.Model, _risk.Mode);
        using IDisposable gradientMode = enable_grad();
        using IDisposable kernels = _risk.EnterRightKernels();
        Tensor sums = zeros([Dimension, columns.shape[1]], ScalarType.Float64, _risk.Layout.Device);
        long row = 0;
        _risk.Sum.Over(
            batch =>
            {
                OutputRows rows = OutputRows.Of(_risk, _kind, batch);
                (long terms, long vectors) = (rows.Root.shape[0], rows.Root.shape[2]);
                Tensor own = columns.narrow(0, row, terms * vectors).to(RowPrecision).view(terms, vectors, -1);
                Tensor along = rows.Root.matmul(own);
                for (long k = 0; k < columns.shape[1] && terms > 0; k++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    using DisposeScope passScope = NewDisposeScope();
                    Tensor?[] parts = _risk.Gradients(rows.Outputs, .., retainGraph: true, along: along.select(2, k).contiguous());
                    sums.select(1, k).AddInPlace(_risk.Layout.Flatten(parts).to(ScalarType.Float64));
                }

                row += terms * vectors;
            },
            _ => { },
            cancellation);
        return sums.DivideInPlace(Math.Sqrt(_scale)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// BᵀB [P, P] times float64 columns [P, k], by products in the network's precision that know nothing of the Gram matrix; in float64, in
    /// the caller's scope.
    /// </summary>
    internal Tensor WholeTimes(Tensor columns, CancellationToken cancellation)
    {
        using SymmetricOperator mean = _kind.Operator(_risk.WithoutWeightDecay);
        using Tensor product = mean.Multiply(columns.to(RowPrecision), cancellation);
        return product.to(ScalarType.Float64).Times(_risk.TotalWeight / _scale);
    }

    /// <summary>Releases the matrix.</summary>
    public void Dispose() => Matrix.Dispose();

    private static void Require(GramPlan plan) => MachineMemory.Require(
        plan.RequiredBytes, $"The Gram matrix of {plan.Size:N0} vectors and what it is made of",
        "Take fewer examples, or products with vectors (Top, Ends, Density), which need no matrix.");

    private static GramMatrix Compute(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, GramPlan plan, bool isForced, double scale, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gram = empty([plan.Size, plan.Size], ScalarType.Float64, risk.Layout.Device);
        if (plan.Method == GramMethod.RowByRow)
        {
            new RowGram(risk, kind, plan.Vectors).Fill(gram, plan.BlockRows, progress, cancellation);
            return Made(risk, kind, GramMethod.RowByRow, gram, scale, remark: null);
        }

        FeedForwardStructure structure = FeedForwardStructure.Of(risk)!;
        new LayerGram(structure, risk, kind).Fill(gram, plan.Vectors, plan.BlockRows, progress, cancellation);
        GramMatrix made = Made(risk, kind, GramMethod.LayerByLayer, gram, scale, remark: null);
        if (GramCheck.FindDifference(made, structure, risk, cancellation) is not { } remark)
        {
            return made;
        }

        made.Dispose();
        if (isForced)
        {
            throw new NotSupportedException($"{remark} {nameof(GramMethod.RowByRow)} works for every module.");
        }

        GramPlan byRows = GramPlan.For(risk, kind, GramMethod.RowByRow)!;
        Require(byRows);
        Tensor again = empty([plan.Size, plan.Size], ScalarType.Float64, risk.Layout.Device);
        new RowGram(risk, kind, plan.Vectors).Fill(again, byRows.BlockRows, progress, cancellation);
        return Made(risk, kind, GramMethod.RowByRow, again, scale, $"{remark} It was computed row by row instead.");
    }

    private static GramMatrix Made(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, GramMethod method, Tensor gram, double scale, string? remark)
    {
        using IDisposable noGradient = no_grad();
        gram.DivideInPlace(scale);
        if (!double.IsFinite(gram.FrobeniusNorm()))
        {
            throw new NotFiniteNumberException(
                "The Gram matrix has an infinite or undefined entry. Check the model's parameters, the inputs and the loss at this point.");
        }

        return new GramMatrix(risk, kind, method, gram.DetachFromDisposeScope(), scale) { Remark = remark };
    }
}
