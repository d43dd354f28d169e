using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// Eigenpairs at both ends of a symmetric matrix's spectrum, each with its residual norm and the interval that this implies.
/// </summary>
/// <remarks>
/// The intervals prove that there are such eigenvalues, each counted once, not that there are no others further out:
/// <see cref="AreRanksConfirmed"/> says whether a search for others came back
/// empty.
/// </remarks>
public sealed class ExtremalEigenPairs : IDisposable
{
    private readonly long _dimension;

    internal ExtremalEigenPairs(
        IReadOnlyList<RitzPair> pairs, Tensor vectors, double spectralNorm, double rankResolution, bool areResidualsRecomputed,
        bool confirms, long products, SolverStatus status)
    {
        (Pairs, Vectors, SpectralNorm, RankResolution) = (pairs, vectors, spectralNorm, rankResolution);
        _dimension = vectors.shape[0];
        (AreResidualsRecomputed, Products, Status) = (areResidualsRecomputed, products, status);
        AreRanksConfirmed = status is SolverStatus.InvariantSubspace
            || (confirms && status is (SolverStatus.Converged or SolverStatus.PrecisionLimit));
    }

    /// <summary>The upper end in descending order, then the lower end in ascending order.</summary>
    public IReadOnlyList<RitzPair> Pairs { get; }

    /// <summary>The unit vectors of <see cref="Pairs"/> as columns, [n, k], in the operator's precision. This object owns them.</summary>
    public Tensor Vectors { get; }

    /// <summary>The largest |θ| seen: max|λ| from below.</summary>
    public double SpectralNorm { get; }

    /// <summary>
    /// The tolerance in units of λ: where <see cref="AreRanksConfirmed"/>, the true eigenvalue of a pair's rank is within its radius or
    /// within this, whichever is larger. Eigenvalues closer to each
    /// other are not told apart by a search that converges no further.
    /// </summary>
    public double RankResolution { get; }

    /// <summary>
    /// Whether the residual norms are those of fresh products, summed in float64. A run that was stopped, met a number that is not
    /// finite, or does not confirm (<see cref="LanczosOptions.Confirms"/>) has those of the recurrence instead, which
    /// are equal but for rounding.
    /// </summary>
    public bool AreResidualsRecomputed { get; }

    /// <summary>Columns multiplied, those of the last check included.</summary>
    public long Products { get; }

    /// <summary>Why the run ended.</summary>
    public SolverStatus Status { get; }

    /// <summary>
    /// Whether a search from a new random start found no eigenvalue further out than these, or the basis spans the whole space. Otherwise
    /// copies of a multiple eigenvalue, or members of
    /// a cluster, may be missing, and the true ranks of those found be higher.
    /// </summary>
    public bool AreRanksConfirmed { get; }

    /// <summary>The pairs of one end, from outside in.</summary>
    /// <param name="end">Which end.</param>
    public IReadOnlyList<RitzPair> At(SpectrumEnd end) => [.. Pairs.Where(p => p.End == end)];

    /// <summary>
    /// The largest or the smallest eigenvalue: the first pair of that end or, where all eigenvalues were found from the other end, the
    /// last of those. Null where neither tells.
    /// </summary>
    /// <param name="end">Which end.</param>
    public RitzPair? Outermost(SpectrumEnd end)
    {
        if (At(end) is [var first, ..])
        {
            return first;
        }

        bool areAllKnown = Pairs.Count == _dimension;
        return areAllKnown ? Pairs[^1] : null;
    }

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => Vectors.Dispose();
}
