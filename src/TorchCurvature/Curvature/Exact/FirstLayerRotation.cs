using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// An orthonormal basis in which the rows and columns of a curvature matrix that the data do not reach are zero: (W₁, b₁) → (W₁, b₁)V,
/// where V spans the ρ dimensions of what the first layer reads. Every entry of the matrix in that layer's parameters is a sum over n of
/// something times an entry of x̄_n: mathematics.md (13a). The coordinates are the h·ρ of the first layer, channel by channel, and after
/// them all other parameters in their order.
/// </summary>
internal sealed class FirstLayerRotation : IDisposable
{
    // Beyond that, there is too little to save.
    private const double MostOfAll = 0.95;

    // Measured with so many random directions, of which two tell a norm to a small factor.
    private const int Directions = 2;
    private const double NormFactor = 2;
    private const ulong Seed = 20170615;

    private readonly InputSpan _span;
    private readonly ParameterSegment[] _segments;
    private readonly long _channels;

    private FirstLayerRotation(InputSpan span, AffineLayer layer, long parameters) =>
        (_span, _channels, _segments, ParameterCount) = (span, layer.Channels, layer.Segments, parameters);

    /// <summary>V [d + 1, ρ], or [d, ρ] where there is no bias; this object's.</summary>
    public Tensor Basis => _span.Basis;

    /// <summary>P.</summary>
    public long ParameterCount { get; }

    /// <summary>ρ, the dimensions that the inputs span with a trailing 1 where there is a bias.</summary>
    public long Rank => _span.Basis.shape[1];

    /// <summary>d + 1, or d where there is no bias.</summary>
    public long InputCount => _span.Basis.shape[0];

    /// <summary>h·(d + 1 − ρ), the directions that the data do not reach.</summary>
    public long DroppedCount => _channels * (InputCount - Rank);

    // Those of all other layers, which stand behind the first one's.
    private long OtherCount => ParameterCount - (_channels * InputCount);

    /// <summary>P' = P − h·(d + 1 − ρ).</summary>
    public long Dimension => ParameterCount - DroppedCount;

    /// <summary>
    /// The rotation for a network whose first layer is linear, in a structure that is known, and whose inputs leave enough of their space
    /// out; null for others. One pass over the data. The caller owns it, and may use it at every point and for every network of the same
    /// structure.
    /// </summary>
    /// <param name="risk">The risk.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static FirstLayerRotation? TryFind(EmpiricalRisk risk, CancellationToken cancellation = default)
    {
        if (FeedForwardStructure.Of(risk) is not { Stages: [{ Layer: LinearLayer first }, ..] } structure
            || first.Segments.Any(s => s.Offset != s.FirstInput * first.Channels))
        {
            return null;
        }

        long most = (long)(MostOfAll * first.Inputs);
        return InputSpan.TryFind(risk, structure.Preparation, first.HasBias, most, cancellation) is { } span
            ? new FirstLayerRotation(span, first, risk.Dimension)
            : null;
    }

    /// <summary>The rotation by a basis that was found for the same structure and data, to its last bit; the caller owns it.</summary>
    public static FirstLayerRotation Of(EmpiricalRisk risk, Tensor basis) =>
        new(new InputSpan(basis.clone().DetachFromDisposeScope()), FeedForwardStructure.Of(risk)!.Stages[0].Layer, risk.Dimension);

    /// <summary>The structure whose matrix is the one in the rotated coordinates.</summary>
    public FeedForwardStructure Rotate(FeedForwardStructure structure)
    {
        Stage[] stages = [.. structure.Stages.Select((stage, l) => stage with
        {
            Layer = l == 0 ? ((LinearLayer)stage.Layer).InBasis(_span.Basis) : stage.Layer.At(Place),
        })];
        return structure with { Stages = stages };
    }

    /// <summary>The coordinates [P', k] of vectors [P, k], without what the data do not reach.</summary>
    public Tensor Reduce(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rotated = _span.Basis.t().matmul(FirstLayerOf(vectors)).flatten(0, 1);
        return cat([rotated, vectors.narrow(0, _channels * InputCount, OtherCount)]).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors [P, k] that have these coordinates [P', k].</summary>
    public Tensor Expand(Tensor coordinates)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rotated = coordinates.narrow(0, 0, _channels * Rank).view(_channels, Rank, coordinates.shape[1]);
        Tensor first = _span.Basis.matmul(rotated);
        return cat(
            [
                .. _segments.Select(s => first.narrow(1, s.FirstInput, s.InputCount).flatten(0, 1)),
                coordinates.narrow(0, _channels * Rank, OtherCount),
            ]).MoveToOuterDisposeScope();
    }

    /// <summary>An orthonormal basis [P, h·(d + 1 − ρ)] of what the data do not reach.</summary>
    public Tensor DroppedBasis()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor basis = _span.Basis;
        (Tensor all, _) = linalg.qr(basis.to(ScalarType.Float64), linalg.QRMode.Complete);
        Tensor left = all.narrow(1, Rank, InputCount - Rank).to(basis.dtype);
        Tensor vectors = zeros([ParameterCount, DroppedCount], basis.dtype, basis.device);
        for (long channel = 0; channel < _channels; channel++)
        {
            using DisposeScope channelScope = NewDisposeScope();
            Tensor columns = vectors.narrow(1, channel * left.shape[1], left.shape[1]);
            foreach (ParameterSegment segment in _segments)
            {
                columns.narrow(0, segment.Offset + (channel * segment.ChannelStride), segment.InputCount)
                    .copy_(left.narrow(0, segment.FirstInput, segment.InputCount));
            }
        }

        return vectors.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A bound of the norm of what is left out of a matrix, measured by products with random vectors of those directions.
    /// </summary>
    /// <param name="kind">Which matrix.</param>
    /// <param name="risk">The risk, at the point; weight decay plays no part.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public double DroppedNorm(CurvatureMatrix kind, EmpiricalRisk risk, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(Seed, risk.Layout.Device);
        Tensor random = randn([ParameterCount, Directions], _span.Basis.dtype, risk.Layout.Device, generator: generator);
        Tensor dropped = random - Expand(Reduce(random));
        using SymmetricOperator products = kind.Operator(risk.WithoutWeightDecay);
        Tensor product = products.Multiply(dropped, cancellation).to(ScalarType.Float64);
        // ‖AD‖_F of the columns D that are left out; with its transpose, the part of A is no larger than √2 of that.
        return NormFactor * Math.Sqrt(2 * product.Squared().sum().item<double>() / Directions);
    }

    /// <summary>Releases the basis.</summary>
    public void Dispose() => _span.Dispose();

    // The place among the coordinates of a parameter that is not the first layer's.
    private long Place(long parameter) => parameter - DroppedCount;

    private Tensor FirstLayerOf(Tensor vectors) => cat([.. _segments.Select(s => Segment(vectors, s))], 1);

    private Tensor Segment(Tensor vectors, ParameterSegment segment) =>
        vectors.narrow(0, segment.Offset, _channels * segment.InputCount).reshape(_channels, segment.InputCount, vectors.shape[1]);
}
