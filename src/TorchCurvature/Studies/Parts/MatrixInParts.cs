using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Questions;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Sharing;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Parts;

/// <summary>
/// A curvature matrix, without λI of weight decay, whose parts lie in several processes until its eigenvalues are asked for.
/// </summary>
internal sealed class MatrixInParts : IDisposable
{
    private readonly SharedSum _shared;
    private readonly ScalarType _dtype;
    private readonly long _zeroRows;

    private MatrixInParts(SharedSum shared, ScalarType dtype, long zeroRows, double inheritedError) =>
        (_shared, _dtype, _zeroRows, InheritedError) = (shared, dtype, zeroRows, inheritedError);

    /// <summary>What found the eigenvalues; null before.</summary>
    public string? Solver { get; private set; }

    /// <summary>A bound, in the spectral norm, of the error that the matrix came with.</summary>
    public double InheritedError { get; }

    /// <summary>
    /// Has all parts computed; null where the network's layers do not make up its function, which shows when the matrix is there.
    /// </summary>
    /// <param name="risk">The risk, which several processes share.</param>
    /// <param name="kind">Which matrix.</param>
    /// <param name="rotation">The coordinates; null for the parameters.</param>
    /// <param name="progress">Receives the share of this process's part that is done.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="NotFiniteNumberException">An entry is infinite or undefined.</exception>
    public static MatrixInParts? TryCompute(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, FirstLayerRotation? rotation, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        EmpiricalRisk undecayed = risk.WithoutWeightDecay;
        Tensor direction = StructureCheck.Direction(risk), vector = rotation?.Reduce(direction) ?? direction;
        var question = new PartQuestion
        {
            Matrix = kind.Word,
            Shapes = [.. risk.Batches.Select(ShapesOf)],
            Basis = rotation is null ? null : TensorShape.Of(rotation.Basis),
            Multiplied = TensorShape.Of(vector),
            Batches = risk.Batches,
            Rotation = rotation,
            Vector = vector,
            Progress = progress,
            Cancellation = cancellation,
        };
        using PartAnswer found = undecayed.Ask(question);
        var matrix = new MatrixInParts(
            undecayed.Shared!, risk.Layout.DType, found.ZeroRows,
            InheritedErrorOf(undecayed, kind, rotation, found.Norm, cancellation));
        FeedForwardStructure structure = FeedForwardStructure.Of(risk)!;
        structure = rotation?.Rotate(structure) ?? structure;
        Tensor product = rotation?.Expand(found.Product) ?? found.Product;
        string? difference = StructureCheck.FindDifference(
            direction, product, found.Norm, matrix.InheritedError, structure, kind, undecayed, cancellation);
        if (difference is null)
        {
            return matrix;
        }

        matrix.Dispose();
        return null;
    }

    /// <summary>All eigenvalues, descending. The parts are gone afterwards.</summary>
    public Eigenvalues Values()
    {
        PartValues found = _shared.Ask(new PartValuesQuestion());
        Solver = found.Solver;
        return new Eigenvalues(found.Values, _zeroRows, _dtype, InheritedError);
    }

    /// <summary>Releases the parts.</summary>
    public void Dispose()
    {
        if (Solver is null)
        {
            _shared.Release(new ReleaseQuestion { Operator = PartQuestion.Key });
        }
    }

    private static double InheritedErrorOf(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, FirstLayerRotation? rotation, double norm, CancellationToken cancellation)
    {
        ExactComputation.RequireFinite(norm);
        return OutputRounding.Of(risk, kind, norm) + (rotation?.DroppedNorm(kind, risk, cancellation) ?? 0);
    }

    private static TensorShape[] ShapesOf(Batch batch) => [.. batch.AllTensors.Select(TensorShape.Of)];
}
