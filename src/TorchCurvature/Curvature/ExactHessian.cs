using TorchCurvature.Curvature.Layers;
using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// The Hessian ∇²L(w) ∈ R^{P×P} of an empirical risk, or one of its parts, stored whole, symmetric to the last bit. In the order of <see cref="EmpiricalRisk.Layout"/>.
/// </summary>
public sealed class ExactHessian : IDisposable
{
    private ExactHessian(Tensor matrix, CurvaturePart part, ExactHessianMethod method) => (Matrix, Part, Method) = (matrix, part, method);

    /// <summary>H [P, P] in the model's precision. This object owns it.</summary>
    public Tensor Matrix { get; }

    /// <summary>Which matrix it is.</summary>
    public CurvaturePart Part { get; }

    /// <summary>How it was computed.</summary>
    public ExactHessianMethod Method { get; }

    /// <summary>The largest |H_ij − H_ji| before the two were made equal: rounding, measured. 0 where one triangle was computed and copied.</summary>
    public double Asymmetry { get; private init; }

    /// <summary>
    /// A bound, in the spectral norm, of what the matrix inherited: from the rounding of the network's outputs and of the loss's derivatives there and, for a difference, the errors of both its terms. It comes on top of the
    /// rounding of the matrix's own sums, P·ε·‖H‖₂.
    /// </summary>
    public double InheritedError { get; private init; }

    /// <summary>What has to be known of how it was computed, such as that the closed form did not describe the function; null where there is nothing.</summary>
    public string? Remark { get; private init; }

    /// <summary>The matrix as an operator that knows its <see cref="InheritedError"/>, and through it the eigenvalues do. It shares the matrix's memory; the caller owns it.</summary>
    public DenseOperator ToOperator() => new(Matrix, InheritedError);

    /// <summary>The method that <see cref="Compute"/> chooses: the fastest that the module's structure allows.</summary>
    /// <param name="risk">The risk L.</param>
    public static ExactHessianMethod MethodFor(EmpiricalRisk risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return MethodFor(Read(risk));
    }

    /// <summary>Bytes that <see cref="Compute"/> takes at its peak: the matrix and some working memory.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="dtype">The model's precision.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype) => ((double)dimension * dimension * dtype.ElementSize()) + 4e8;

    /// <summary>Computes the Hessian, or one of its parts, at the model's present parameters.</summary>
    /// <param name="risk">The risk L. Its batches may have any sizes; they are cut further where memory asks for it.</param>
    /// <param name="part">Which matrix. One that is a difference takes two matrices at its peak.</param>
    /// <param name="method">Forces a method; null takes <see cref="MethodFor(EmpiricalRisk)"/>. <see cref="ExactHessianMethod.ColumnByColumn"/> works for every module.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between batches, channels or columns.</param>
    /// <returns>The matrix, which the caller owns.</returns>
    /// <remarks>
    /// Cost: closed form, about N·P² operations in matrix products; batched tangents, about N·C·P² for the Gauss–Newton part and for the rest what grows with the convolutions'
    /// parameters only; column by column, P double backward passes. Memory: <see cref="RequiredBytes"/>. What the first two ways read from the module's structure is compared with the module itself and with one product by double
    /// backward: a hook, or a loss that reads the parameters, is not in the structure, and where one is found the matrix is computed column by column.
    /// </remarks>
    /// <exception cref="NotSupportedException">The forced method does not apply to this module, or does not describe the function that it computes.</exception>
    /// <exception cref="NotFiniteNumberException">The Hessian has an infinite or undefined entry, as it does where the parameters have diverged.</exception>
    public static ExactHessian Compute(
        EmpiricalRisk risk, CurvaturePart part = CurvaturePart.Hessian, ExactHessianMethod? method = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(risk);
        if (OutputCurvature.Complement(part) is { } complement)
        {
            EmpiricalRisk data = risk.WithoutWeightDecay; // both terms have it, or neither
            ExactHessian hessian = Compute(data, CurvaturePart.Hessian, method, progress, cancellation);
            using ExactHessian subtracted = Compute(data, complement, method, progress, cancellation);
            return hessian.Subtract(subtracted, part);
        }

        FeedForwardStructure? structure = Read(risk);
        ExactHessianMethod chosen = method ?? MethodFor(structure);
        bool applies = chosen == ExactHessianMethod.ColumnByColumn
            || (structure is not null && (chosen == ExactHessianMethod.BatchedTangents || structure.IsFullyConnected));
        if (!applies)
        {
            throw new NotSupportedException(
                $"{chosen} does not apply to this module: it reads a plain Sequential of {(structure is null ? "known layers, each trainable and used once" : "linear layers and activations only")}. " +
                $"{nameof(ExactHessianMethod.ColumnByColumn)} works for every module.");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = empty([risk.Dimension, risk.Dimension], risk.Layout.DType, risk.Layout.Device);
        double asymmetry = 0;
        double inherited = 0;
        string? remark = null;
        if (chosen != ExactHessianMethod.ColumnByColumn)
        {
            FillByLayers(new SymmetricAssembly(matrix), structure!, part, chosen, risk, progress, cancellation);
            RequireFinite(matrix);
            inherited = OutputRounding.Of(risk, part, Norm(matrix));
            remark = StructureCheck.FindDifference(matrix, inherited, structure!, part, risk, cancellation);
            if (remark is not null && method is not null)
            {
                throw new NotSupportedException($"{remark} {nameof(ExactHessianMethod.ColumnByColumn)} works for every module.");
            }
        }

        if (chosen == ExactHessianMethod.ColumnByColumn || remark is not null)
        {
            chosen = ExactHessianMethod.ColumnByColumn;
            asymmetry = ColumnwiseHessian.Fill(matrix, risk.WithoutWeightDecay, part, progress, cancellation);
            RequireFinite(matrix);
            inherited = OutputRounding.Of(risk, part, Norm(matrix));
        }

        if (risk.WeightDecay != 0)
        {
            using IDisposable noGradient = no_grad();
            matrix.diagonal().AddInPlace(tensor(risk.WeightDecay, matrix.dtype, matrix.device));
        }

        return new ExactHessian(matrix.DetachFromDisposeScope(), part, chosen)
        {
            Asymmetry = asymmetry,
            InheritedError = inherited,
            Remark = remark is null ? null : $"{remark} It was computed column by column instead.",
        };
    }

    /// <summary>Turns this matrix into its difference from another, in place, without a third one.</summary>
    internal ExactHessian Subtract(ExactHessian other, CurvaturePart difference)
    {
        using DisposeScope scope = NewDisposeScope();
        double sums = Matrix.shape[0] * Precision.UnitRoundoff(Matrix.dtype) * (Norm(Matrix) + Norm(other.Matrix));
        Matrix.sub_(other.Matrix);
        return new ExactHessian(Matrix, difference, Method)
        {
            Asymmetry = Math.Max(Asymmetry, other.Asymmetry),
            InheritedError = InheritedError + other.InheritedError + sums,
            Remark = Remark ?? other.Remark,
        };
    }

    private static double Norm(Tensor matrix)
    {
        using DisposeScope scope = NewDisposeScope();
        return matrix.norm().to(ScalarType.Float64).item<double>();
    }

    private static void RequireFinite(Tensor matrix)
    {
        using DisposeScope scope = NewDisposeScope();
        if (!double.IsFinite(matrix.sum().to(ScalarType.Float64).item<double>()))
        {
            throw new NotFiniteNumberException("The Hessian has an infinite or undefined entry. Check the model's parameters, the inputs and the loss at this point.");
        }
    }

    /// <summary>Releases the matrix.</summary>
    public void Dispose() => Matrix.Dispose();

    private static FeedForwardStructure? Read(EmpiricalRisk risk) =>
        FeedForwardStructure.TryRead(risk.Model, risk.Layout) is { } structure && structure.CanRead(risk.Batches[0].Inputs) ? structure : null;

    private static ExactHessianMethod MethodFor(FeedForwardStructure? structure) => structure switch
    {
        null => ExactHessianMethod.ColumnByColumn,
        { IsFullyConnected: true } => ExactHessianMethod.FullyConnectedClosedForm,
        _ => ExactHessianMethod.BatchedTangents,
    };

    private static void FillByLayers(
        SymmetricAssembly assembly, FeedForwardStructure structure, CurvaturePart part, ExactHessianMethod method, EmpiricalRisk risk, IProgress<double>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var mode = new EvaluationMode(risk.Model);
        using IDisposable kernels = risk.RightKernels();
        var closedForm = method == ExactHessianMethod.FullyConnectedClosedForm ? new FullyConnectedHessian(structure, assembly, part) : null;
        var tangents = closedForm is null ? new BatchedTangentHessian(structure, assembly, structure.Stages[^1].Layer.Channels, part) : null;
        long done = 0;
        foreach (Batch piece in risk.Batches.SelectMany(b => Cut(b, closedForm?.ExamplesAtOnce ?? tangents!.ExamplesAtOnce)))
        {
            using (piece)
            {
                cancellation.ThrowIfCancellationRequested();
                closedForm?.Add(piece, risk.Loss, risk.ExampleCount, isFirst: done == 0);
                tangents?.Add(piece, risk.Loss, risk.ExampleCount, isFirst: done == 0, share => Report(done + (share * piece.Count)), cancellation);
                done += piece.Count;
                Report(done);
            }
        }

        if (tangents is not null)
        {
            assembly.MirrorLowerTriangle();
        }

        void Report(double examples) => progress?.Report(examples / risk.ExampleCount);
    }

    private static IEnumerable<Batch> Cut(Batch batch, long size)
    {
        for (long first = 0; first < batch.Count; first += size)
        {
            long count = Math.Min(size, batch.Count - first);
            yield return new Batch(batch.Inputs.narrow(0, first, count), batch.Targets.narrow(0, first, count));
        }
    }
}
