using TorchCurvature.Curvature.Exact.Columns;
using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// Fills whole curvature matrices: by the layers of a module where its structure is known, column by column from products otherwise.
/// </summary>
internal static class ExactComputation
{
    /// <summary>The fastest method that the module's structure allows.</summary>
    public static ExactHessianMethod MethodFor(EmpiricalRisk risk) => MethodFor(FeedForwardStructure.Of(risk));

    /// <summary>A matrix in the outputs, pulled back through the layers.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="risk">The risk.</param>
    /// <param name="method">Forces a method; null takes the fastest one that applies.</param>
    /// <param name="rotation">The coordinates to compute it in; null for the parameters. It is left where the layers alone turn
    /// out not to make up the function.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellation">Stops between batches, channels or columns.</param>
    public static ExactHessian ByLayers(
        OutputCurvatureMatrix kind, EmpiricalRisk risk, ExactHessianMethod? method, FirstLayerRotation? rotation,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        FeedForwardStructure? structure = FeedForwardStructure.Of(risk);
        ExactHessianMethod chosen = method ?? MethodFor(structure);
        bool applies = chosen == ExactHessianMethod.ColumnByColumn
            || (structure is not null && (chosen == ExactHessianMethod.BatchedTangents || structure.IsFullyConnected));
        if (!applies)
        {
            string read = structure is null ? "known layers, each trainable and used once" : "linear layers and activations only";
            throw new NotSupportedException(
                $"{chosen} does not apply to this module: it reads a plain Sequential of {read}. "
                    + $"{nameof(ExactHessianMethod.ColumnByColumn)} works for every module.");
        }

        using DisposeScope scope = NewDisposeScope();
        long dimension = rotation?.Dimension ?? risk.Dimension;
        Tensor matrix = empty([dimension, dimension], risk.Layout.DType, risk.Layout.Device);
        var filled = new ColumnwiseFill(Asymmetry: 0);
        string? remark = null;
        if (chosen != ExactHessianMethod.ColumnByColumn)
        {
            FeedForwardStructure layers = rotation?.Rotate(structure!) ?? structure!;
            FillByLayers(new SymmetricAssembly(matrix), layers, kind, chosen, risk, progress, cancellation);
            RequireFinite(matrix);
            double inherited = OutputRounding.Of(risk, kind, matrix.FrobeniusNorm());
            remark = StructureCheck.FindDifference(matrix, inherited, layers, kind, risk, rotation, cancellation);
            if (remark is not null && rotation is not null)
            {
                return ByLayers(kind, risk, method, rotation: null, progress, cancellation);
            }

            double dropped = rotation?.DroppedNorm(kind, risk, cancellation) ?? 0;
            filled = filled with { InheritedError = inherited + dropped };
            if (remark is not null && method is not null)
            {
                throw new NotSupportedException($"{remark} {nameof(ExactHessianMethod.ColumnByColumn)} works for every module.");
            }
        }

        if (chosen == ExactHessianMethod.ColumnByColumn || remark is not null)
        {
            chosen = ExactHessianMethod.ColumnByColumn;
            filled = kind.FillByColumns(matrix, risk.WithoutWeightDecay, progress, cancellation);
            RequireFinite(matrix);
        }

        if (rotation is null)
        {
            AddWeightDecay(matrix, risk, kind);
        }

        return new ExactHessian(matrix.DetachFromDisposeScope(), kind, chosen)
        {
            Rotation = rotation,
            Asymmetry = filled.Asymmetry,
            InheritedError = filled.InheritedError,
            Remark = remark is null ? filled.Remark : $"{remark} It was computed column by column instead. {filled.Remark}".TrimEnd(),
        };
    }

    /// <summary>
    /// Any matrix from its products with the unit vectors. What it inherits from the rounding of the outputs is not known, and 0 stands for
    /// it.
    /// </summary>
    public static ExactHessian ByProducts(
        CurvatureMatrix kind, EmpiricalRisk risk, ExactHessianMethod? method, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (method is { } forced and not ExactHessianMethod.ColumnByColumn)
        {
            throw new NotSupportedException($"{forced} does not apply to the {kind.Title}: it is computed from its products, "
                + $"{nameof(ExactHessianMethod.ColumnByColumn)}.");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = empty([risk.Dimension, risk.Dimension], risk.Layout.DType, risk.Layout.Device);
        ColumnwiseFill filled = kind.FillByColumns(matrix, risk.WithoutWeightDecay, progress, cancellation);
        RequireFinite(matrix);
        AddWeightDecay(matrix, risk, kind);
        return new ExactHessian(matrix.DetachFromDisposeScope(), kind, ExactHessianMethod.ColumnByColumn)
        {
            Asymmetry = filled.Asymmetry,
        };
    }

    private static void AddWeightDecay(Tensor matrix, EmpiricalRisk risk, CurvatureMatrix kind)
    {
        if (risk.WeightDecay != 0 && kind.HoldsWeightDecay)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            matrix.diagonal().AddInPlace(tensor(risk.WeightDecay, matrix.dtype, matrix.device));
        }
    }

    private static void RequireFinite(Tensor matrix)
    {
        using DisposeScope scope = NewDisposeScope();
        RequireFinite(matrix.sum().to(ScalarType.Float64).item<double>());
    }

    /// <summary>Refuses a matrix by a number that all of its entries take part in.</summary>
    internal static void RequireFinite(double ofAllEntries)
    {
        if (!double.IsFinite(ofAllEntries))
        {
            throw new NotFiniteNumberException(
                "The Hessian has an infinite or undefined entry. Check the model's parameters, the inputs and the loss at this point.");
        }
    }

    private static ExactHessianMethod MethodFor(FeedForwardStructure? structure) => structure switch
    {
        null => ExactHessianMethod.ColumnByColumn,
        { IsFullyConnected: true } => ExactHessianMethod.FullyConnectedClosedForm,
        _ => ExactHessianMethod.BatchedTangents,
    };

    private static void FillByLayers(
        SymmetricAssembly assembly, FeedForwardStructure structure, OutputCurvatureMatrix kind, ExactHessianMethod method,
        EmpiricalRisk risk,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = risk.EnterRightKernels();
        var closedForm = method == ExactHessianMethod.FullyConnectedClosedForm
            ? new FullyConnectedHessian(structure, assembly, kind)
            : null;
        var tangents = closedForm is null
            ? new BatchedTangentHessian(structure, assembly, structure.Stages[^1].Layer.Channels, kind)
            : null;
        long done = 0;
        risk.Sum.OverPieces(
            closedForm?.ExamplesAtOnce ?? tangents!.ExamplesAtOnce,
            piece =>
            {
                closedForm?.Add(piece, risk.Loss, risk.TotalWeight, isFirst: done == 0);
                tangents?.Add(
                    piece, risk.Loss, risk.TotalWeight, isFirst: done == 0, share => Report(done + (share * piece.Count)), cancellation);
                done += piece.Count;
                Report(done);
            },
            all => all.AddInPlace(assembly.Matrix),
            cancellation);

        if (tangents is not null)
        {
            assembly.MirrorLowerTriangle();
        }

        void Report(double examples) => progress?.Report(examples / risk.ExampleCount);
    }
}
