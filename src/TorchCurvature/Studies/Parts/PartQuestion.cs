using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Distributed;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Questions;
using TorchCurvature.Data;
using TorchCurvature.Operators.Distributed;
using TorchCurvature.Resources;
using TorchCurvature.Sharing;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Parts;

/// <summary>
/// Has every process compute its part of a curvature matrix, which it keeps. Parts need all of the data, which rank 0 sends first, and so
/// the basis of a rotation: found in each process, it could differ by rounding.
/// </summary>
internal sealed record PartQuestion : RiskQuestion<PartAnswer>
{
    /// <summary>What the part is kept under.</summary>
    public const string Key = "part of a matrix";

    /// <summary>The word of the matrix.</summary>
    public required string Matrix { get; init; }

    /// <summary>The shapes of every batch's inputs and, last, targets.</summary>
    public required IReadOnlyList<IReadOnlyList<TensorShape>> Shapes { get; init; }

    /// <summary>That of the basis of the rotation; null for none.</summary>
    public TensorShape? Basis { get; init; }

    /// <summary>That of the vector.</summary>
    public required TensorShape Multiplied { get; init; }

    /// <summary>All data; null where rank 0 sends them.</summary>
    [JsonIgnore]
    public IReadOnlyList<Batch>? Batches { get; init; }

    /// <summary>The coordinates; null for the parameters, and where rank 0 sends them.</summary>
    [JsonIgnore]
    public FirstLayerRotation? Rotation { get; init; }

    /// <summary>The vector, in the coordinates; null where rank 0 sends it.</summary>
    [JsonIgnore]
    public Tensor? Vector { get; init; }

    /// <summary>Told of rank 0's own part.</summary>
    [JsonIgnore]
    public IProgress<double>? Progress { get; init; }

    [JsonIgnore]
    public CancellationToken Cancellation { get; init; }

    protected override PartAnswer AskOwn(EmpiricalRisk risk, Share share)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var all = new Batches([.. Shapes.Select((shapes, i) => OnAll(share, shapes, Batches?[i]))]);
        var whole = new EmpiricalRisk(risk.Model, risk.Loss, all, risk.WeightDecay, risk.Mode);
        using FirstLayerRotation? received = Basis is null ? null : FirstLayerRotation.Of(whole, OnAll(share, Basis, Rotation?.Basis));
        Tensor vector = OnAll(share, Multiplied, Vector);
        var grid = ProcessGrid.For(share.World.Rank, share.World.Size, received?.Dimension ?? whole.Dimension);
        share.Forget(Key);
        BlockCyclicPart part = share.Kept(Key, () => DistributedHessian.Compute(
            whole, (OutputCurvatureMatrix)CurvatureMatrices.Find(Matrix), grid, received, Progress, Cancellation));
        Tensor product = part.ShareOfProduct(vector);
        share.Reduction.AddInPlace(product);
        double norm = Math.Sqrt(share.Reduction.Sum(part.SquaredNorm()));
        Tensor nonzero = part.NonzeroColumns();
        share.Reduction.AddInPlace(nonzero);
        return new PartAnswer(norm, nonzero.IsEqualTo(0).sum().item<long>(), product.DetachFromDisposeScope());
    }

    private static Batch OnAll(Share share, IReadOnlyList<TensorShape> shapes, Batch? own)
    {
        IReadOnlyList<Tensor>? parts = own?.AllTensors;
        Tensor[] tensors = [.. shapes.Select((shape, i) => OnAll(share, shape, parts?[i]))];
        return new Batch(tensors[..^1], tensors[^1]);
    }

    // A tensor of the caller's scope.
    private static Tensor OnAll(Share share, TensorShape shape, Tensor? own)
    {
        Tensor tensor = own?.contiguous().alias() ?? shape.Room();
        share.Broadcast(tensor);
        return tensor;
    }
}
