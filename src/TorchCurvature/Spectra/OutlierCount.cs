namespace TorchCurvature.Spectra;

/// <summary>A count of large eigenvalues with the rule that gave it.</summary>
public sealed record OutlierCount
{
    internal OutlierCount(OutlierRule rule, int count, double cutoff, double strength)
    {
        (Rule, Count, Cutoff, Strength) = (rule, count, cutoff, strength);
        Basis = count > 0 ? OutlierBasis.Rule : OutlierBasis.None;
    }

    /// <summary>The rule.</summary>
    public OutlierRule Rule { get; }

    /// <summary>
    /// How many eigenvalues are above the cutoff, which is also the index, from 1, of the last of them. 0 where the rule finds none.
    /// </summary>
    public int Count { get; }

    /// <summary>
    /// What separates them: strictly between the last eigenvalue that is counted and the next. Not a number where the rule finds none.
    /// </summary>
    public double Cutoff { get; }

    /// <summary>
    /// What the rule maximizes, at its maximum: a difference, a quotient, the knee's distance from the chord; for the bulk's edge, the
    /// distance of the last counted eigenvalue from it (<see cref="BulkEdge.DistanceOf"/>). Above a flat bulk, how far the last counted
    /// eigenvalue is above it, in units of the spectrum's stated error.
    /// </summary>
    public double Strength { get; }

    /// <summary>What the count rests on.</summary>
    public OutlierBasis Basis { get; internal init; }
}
