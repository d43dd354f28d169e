using System.Collections;

namespace TorchCurvature.Spectra;

/// <summary>Descending numbers of which the last ones are all the same, and are not stored.</summary>
/// <param name="first">Those before them.</param>
/// <param name="count">How many are the same.</param>
/// <param name="value">What they are.</param>
internal sealed class PaddedEigenvalues(IReadOnlyList<double> first, int count, double value) : IReadOnlyList<double>
{
    /// <summary>Those that are stored.</summary>
    public IReadOnlyList<double> First => first;

    /// <summary>How many are not.</summary>
    public int PaddedCount => count;

    public int Count => first.Count + count;

    public double this[int index] => index < first.Count ? first[index] : Padded(index);

    /// <summary>σ less each.</summary>
    public PaddedEigenvalues Less(double shift) => new([.. first.Select(e => e - shift)], count, value - shift);

    public IEnumerator<double> GetEnumerator() => first.Concat(Enumerable.Repeat(value, count)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private double Padded(int index) => index < Count ? value : throw new ArgumentOutOfRangeException(nameof(index));
}
