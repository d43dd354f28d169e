namespace TorchCurvature.Spectra;

/// <summary>A count of large eigenvalues with the rule that gave it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Count">How many eigenvalues are above the cutoff, which is also the index, from 1, of the last of them. 0 where the rule finds none.</param>
/// <param name="Cutoff">
/// What separates them: strictly between the last eigenvalue that is counted and the next. Not a number where the rule finds none.
/// </param>
/// <param name="Strength">
/// What the rule maximizes, at its maximum: a difference, a quotient, the knee's distance from the chord; for the bulk's edge, the distance
/// of the last counted eigenvalue from it
/// (<see cref="BulkEdge.DistanceOf"/>). Above a flat bulk, how far the last counted eigenvalue is above it, in units of the spectrum's
/// stated error.
/// </param>
public sealed record OutlierCount(OutlierRule Rule, int Count, double Cutoff, double Strength)
{
    /// <summary>What the count rests on.</summary>
    public OutlierBasis Basis { get; init; } = Count > 0 ? OutlierBasis.Rule : OutlierBasis.None;
}
