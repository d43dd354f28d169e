using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// An orthonormal basis V [k, n] (vectors as rows), the projected matrix T = VAVᵀ [k, k], and the block F [p, n] that comes next: AVᵀ = VᵀT
/// + FᵀS. Everything about a Lanczos run that has to outlive a step, and nothing that decides.
/// </summary>
internal sealed class KrylovSpace : IDisposable
{
    private readonly long _seed;
    private readonly double _roundoff;
    private readonly Tensor _rows;
    private readonly Tensor _projected;
    private Tensor _coupling;
    private int _draws;

    private KrylovSpace(Tensor rows, Tensor projected, Tensor coupling, int blockSize, long seed)
    {
        (_rows, _projected, _coupling) =
            (rows.DetachFromDisposeScope(), projected.DetachFromDisposeScope(), coupling.DetachFromDisposeScope());
        (BlockSize, _seed, _roundoff) = (blockSize, seed, WorkingPrecision.Of(rows.dtype).UnitRoundoff);
    }

    internal int Capacity => (int)_rows.shape[0];

    internal long Dimension => _rows.shape[1];

    internal int BlockSize { get; }

    /// <summary>k: vectors that have been multiplied.</summary>
    internal int Count { get; private set; }

    /// <summary>p: vectors of the block that comes next; 0 once the basis spans the whole space.</summary>
    internal int Pending { get; private set; }

    /// <summary>The largest |θ| seen, an estimate of max|λ| from below.</summary>
    internal double Scale { get; private set; }

    /// <summary>Whether one more step leaves no place for the block after it.</summary>
    internal bool IsFull => Count + Pending + NextPending > Capacity;

    private int NextPending => (int)Math.Min(BlockSize, Dimension - Count - Pending);

    /// <summary>Bytes of the basis, the blocks in work and the projected matrix.</summary>
    internal static double RequiredBytes(long dimension, ScalarType dtype, int capacity, int blockSize) =>
        ((double)capacity * dimension * dtype.ElementSize())
            + (blockSize * (double)dimension * ((5 * sizeof(double)) + (2 * dtype.ElementSize())))
        + Orthogonalization.ScratchBytes(capacity) + (8.0 * capacity * capacity * sizeof(double));

    internal static void CheckStart(SymmetricOperator a, Tensor? start)
    {
        if (start is not null && (start.dim() != 2 || start.shape[0] != a.Dimension || start.device.ToString() != a.Device.ToString()))
        {
            string shape = string.Join(", ", start.shape);
            throw new ArgumentException(
                $"The start is [{shape}] on {start.device}; it must be [{a.Dimension}, s] on {a.Device}.", nameof(start));
        }
    }

    /// <summary>An empty space whose first block are the given vectors [n, s] and random ones.</summary>
    internal static KrylovSpace Start(SymmetricOperator a, int capacity, int blockSize, long seed, Tensor? start)
    {
        using DisposeScope scope = NewDisposeScope();
        var space = new KrylovSpace(
            empty([capacity, a.Dimension], a.DType, a.Device), zeros([capacity, capacity], ScalarType.Float64),
            zeros([0, 0], ScalarType.Float64), blockSize, seed);
        Tensor w = empty([start?.shape[1] ?? 0, a.Dimension], ScalarType.Float64, a.Device);
        if (start is not null)
        {
            w.copy_(start.detach().t());
        }

        using BlockExtension extension = BlockExtension.Compute(space.Basis(), w, space.NextPending, negligible: 0, space.DrawRandom);
        space.SetPending(extension);
        space.ReplaceCoupling(zeros([space.Pending, 0], ScalarType.Float64));
        return space;
    }

    /// <summary>F as columns [n, p]; the caller owns this view.</summary>
    internal Tensor NextBlock()
    {
        using Tensor rows = _rows.narrow(0, Count, Pending);
        return rows.t();
    }

    /// <summary>
    /// Takes in the product A·Fᵀ [n, p]: F becomes part of the basis, and what of the product lies outside is the next F.
    /// </summary>
    internal void Append(Tensor product)
    {
        using DisposeScope scope = NewDisposeScope();
        int count = Count + Pending, first = Count;
        Tensor w = empty([Pending, Dimension], ScalarType.Float64, _rows.device).copy_(product.t());
        double scale = Math.Max(Scale, Orthogonalization.Norms(w).Max()), negligible = 8 * _roundoff * scale;
        using Tensor basis = _rows.narrow(0, 0, count);
        using BlockExtension extension = BlockExtension.Compute(basis, w, NextPending, negligible, DrawRandom);
        Tensor diagonal = extension.Coefficients.narrow(0, first, Pending);
        diagonal.copy_(diagonal.Plus(diagonal.t()).Times(0.5));
        _projected.narrow(0, 0, count).narrow(1, first, Pending).copy_(extension.Coefficients);
        _projected.narrow(0, first, Pending).narrow(1, 0, count).copy_(extension.Coefficients.t());

        Tensor coupling = zeros([extension.Factor.shape[0], count], ScalarType.Float64);
        coupling.narrow(1, first, Pending).copy_(extension.Factor);
        Count = count;
        SetPending(extension);
        ReplaceCoupling(coupling);
    }

    /// <summary>Eigenpairs of T; a few k³ operations.</summary>
    internal RitzDecomposition Decompose()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor values, Tensor vectors) = linalg.eigh(_projected.narrow(0, 0, Count).narrow(1, 0, Count));
        double[] theta = [.. values.data<double>()];
        double[] residuals = Pending == 0 ? new double[Count] : [.. _coupling.mm(vectors).EuclideanNorm(0).data<double>()];
        Scale = Math.Max(Scale, theta.Length == 0 ? 0 : Math.Max(Math.Abs(theta[0]), Math.Abs(theta[^1])));
        return new RitzDecomposition(theta, vectors.MoveToOuterDisposeScope(), residuals);
    }

    /// <summary>Thick restart: the basis becomes some Ritz vectors, and F stays (Wu, Simon 2000, with blocks).</summary>
    internal void Keep(RitzDecomposition ritz, IReadOnlyList<int> indices)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor next = _rows.narrow(0, Count, Pending).clone(), y = ritz.Select(indices);
        Compress(ritz, indices, y);
        _rows.narrow(0, Count, Pending).copy_(next);
        ReplaceCoupling(_coupling.mm(y));
    }

    /// <summary>
    /// The basis becomes some Ritz vectors, and F a random block orthogonal to them. The residuals of the vectors are
    /// forgotten, so they should be small.
    /// </summary>
    internal void KeepWithRandomBlock(RitzDecomposition ritz, IReadOnlyList<int> indices)
    {
        using DisposeScope scope = NewDisposeScope();
        Compress(ritz, indices, ritz.Select(indices));
        Pending = 0;
        using BlockExtension extension =
            BlockExtension.Compute(
                Basis(), zeros([0, Dimension], ScalarType.Float64, _rows.device), NextPending, negligible: 0, DrawRandom);
        SetPending(extension);
        ReplaceCoupling(zeros([Pending, Count], ScalarType.Float64));
    }

    /// <summary>Some Ritz vectors as rows [l, n], in the precision of the basis. The caller owns them.</summary>
    internal Tensor RitzVectors(RitzDecomposition ritz, IReadOnlyList<int> indices)
    {
        using Tensor y = ritz.Select(indices), basis = Basis();
        Tensor vectors = empty([indices.Count, Dimension], _rows.dtype, _rows.device);
        Orthogonalization.Combine(basis, y, vectors);
        return vectors;
    }

    /// <summary>Writes everything that the next step depends on.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(Pending);
        writer.Write(Scale);
        writer.Write(_draws);
        TensorRows.Write(writer, _rows, Count + Pending);
        TensorRows.Write(writer, _projected, Count);
        TensorRows.Write(writer, _coupling, Pending);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers do not fit together.</exception>
    internal static KrylovSpace Read(BinaryReader reader, SymmetricOperator a, int capacity, int blockSize, long seed)
    {
        (int count, int pending, double scale, int draws) =
            (reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadInt32());
        if (count < 0 || pending < 0 || count + pending > capacity)
        {
            throw new InvalidDataException($"A basis of {count} + {pending} vectors does not fit into {capacity}.");
        }

        double row = (double)a.Dimension * (a.DType == ScalarType.Float64 ? sizeof(double) : sizeof(float));
        BoundedReader.Require(
            reader.BaseStream,
            ((count + (double)pending) * row) + (count * (double)capacity * sizeof(double)) + (pending * (double)count * sizeof(double)));
        using DisposeScope scope = NewDisposeScope();
        var space = new KrylovSpace(
            empty([capacity, a.Dimension], a.DType, a.Device), zeros([capacity, capacity], ScalarType.Float64),
            zeros([pending, count], ScalarType.Float64), blockSize, seed)
        {
            Count = count,
            Pending = pending,
            Scale = scale,
            _draws = draws,
        };
        try
        {
            TensorRows.Read(reader, space._rows, count + pending);
            TensorRows.Read(reader, space._projected, count);
            TensorRows.Read(reader, space._coupling, pending);
            return space;
        }
        catch
        {
            space.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _projected.Dispose();
        _coupling.Dispose();
    }

    private Tensor Basis() => _rows.narrow(0, 0, Count);

    // One seed for each vector, so that a resumed run draws what the first would have drawn.
    private Tensor DrawRandom() => RandomVectors.Gaussian(_draws++, 1, Dimension, _seed, "Lanczos vector", _rows.device);

    private void Compress(RitzDecomposition ritz, IReadOnlyList<int> indices, Tensor y)
    {
        Orthogonalization.Combine(Basis(), y, _rows.narrow(0, 0, indices.Count));
        Count = indices.Count;
        _projected.zero_();
        _projected.narrow(0, 0, Count).narrow(1, 0, Count).diagonal().copy_(tensor([.. indices.Select(i => ritz.Values[i])]));
    }

    private void SetPending(BlockExtension extension)
    {
        Pending = (int)extension.Block.shape[0];
        using Tensor target = _rows.narrow(0, Count, Pending);
        target.copy_(extension.Block);
    }

    private void ReplaceCoupling(Tensor coupling)
    {
        _coupling.Dispose();
        _coupling = coupling.DetachFromDisposeScope();
    }
}
