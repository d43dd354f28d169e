using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// Reads bases [k, n] in float64: as they are where they are one matrix of that precision, else a band of entries at a time through one
/// buffer, because fresh memory for every band would cost more than
/// the arithmetic done on it.
/// </summary>
internal sealed class Float64Bands : IDisposable
{
    private readonly Tensor[] _bases;
    private readonly long _band;
    private readonly Tensor? _buffer;

    /// <summary>Prepares to read.</summary>
    /// <param name="bases">Bases that are read as one, below each other; those without vectors may be of any width. Referred to, not
    /// owned.</param>
    /// <param name="band">Entries of a band.</param>
    internal Float64Bands(IReadOnlyList<Tensor> bases, long band)
    {
        _bases = [.. bases.Where(b => b.shape[0] > 0)];
        (_band, Count) = (long.MaxValue, _bases.Sum(b => b.shape[0]));
        if (Count > 0 && (_bases.Length > 1 || _bases[0].dtype != ScalarType.Float64))
        {
            _band = band;
            _buffer = empty([Count * Math.Min(band, _bases[0].shape[1])], ScalarType.Float64, _bases[0].device).DetachFromDisposeScope();
        }
    }

    /// <summary>k, vectors in all bases.</summary>
    internal long Count { get; }

    /// <summary>
    /// Gives each band [k, l] with its first entry and l, in a dispose scope of its own; the next one may overwrite it. Does nothing
    /// where there are no vectors.
    /// </summary>
    internal void ForEach(Action<long, long, Tensor> action)
    {
        long entries = Count == 0 ? 0 : _bases[0].shape[1];
        for (long start = 0, length; start < entries; start += length)
        {
            using DisposeScope scope = NewDisposeScope();
            length = Math.Min(_band, entries - start);
            action(start, length, Read(start, length));
        }
    }

    public void Dispose() => _buffer?.Dispose();

    private Tensor Read(long start, long length)
    {
        if (_buffer is null)
        {
            return _bases[0].narrow(1, start, length);
        }

        Tensor band = _buffer.narrow(0, 0, Count * length).view(Count, length);
        long row = 0;
        foreach (Tensor basis in _bases)
        {
            band.narrow(0, row, basis.shape[0]).copy_(basis.narrow(1, start, length));
            row += basis.shape[0];
        }

        return band;
    }
}
