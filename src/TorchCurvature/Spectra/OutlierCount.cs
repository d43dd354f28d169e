using System.Text.Json.Serialization;

namespace TorchCurvature.Spectra;

/// <summary>A count of large eigenvalues with the rule that gave it, or that the rule does not apply.</summary>
public sealed record OutlierCount
{
    internal OutlierCount(OutlierRule rule, int count, double cutoff, double strength)
    {
        (Rule, Count, Cutoff, Strength) = (rule, count, cutoff, strength);
        Basis = count > 0 ? OutlierBasis.Rule : OutlierBasis.None;
    }

    private OutlierCount(OutlierRule rule, OutlierBasis basis, double strength) =>
        (Rule, Cutoff, Strength, Basis) = (rule, double.NaN, strength, basis);

    /// <summary>The rule.</summary>
    public OutlierRule Rule { get; }

    /// <summary>
    /// How many eigenvalues are above the cutoff, which is also the index, from 1, of the last of them. 0 where the rule finds none; null
    /// where it does not apply, and <see cref="Basis"/> says why.
    /// </summary>
    public int? Count { get; }

    /// <summary>
    /// What separates them: strictly between the last eigenvalue that is counted and the next. Not a number where there is no count, or
    /// one of 0.
    /// </summary>
    public double Cutoff { get; }

    /// <summary>
    /// What the rule maximizes, at its maximum: a difference, a quotient, the elbow's distance from the chord; for the bulk's edge, the
    /// distance of the last counted eigenvalue from it (<see cref="BulkEdge.DistanceOf"/>); for the knee, its
    /// <see cref="Knee.Goodness"/>. Above a flat bulk, how far the last counted eigenvalue is above it, in units of the spectrum's stated
    /// error.
    /// </summary>
    public double Strength { get; }

    /// <summary>What the count rests on, or why there is none.</summary>
    public OutlierBasis Basis { get; internal init; }

    /// <summary>The fewest that the rule's 95 % interval has, where it states one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Fewest { get; internal init; }

    /// <summary>The most that the rule's 95 % interval has, where it states one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Most { get; internal init; }

    /// <summary>
    /// Where the eigenvalues stand in several levels, one under the other, how many each level has from the top: 10, then 90. Null where
    /// there is one level, or the rule does not look for them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Levels { get; internal init; }

    /// <summary>Whether the rule applies to the spectrum, so that there is a count.</summary>
    [JsonIgnore]
    public bool IsApplicable => Count is not null;

    /// <summary>No count, because the rule does not apply.</summary>
    internal static OutlierCount Missing(OutlierRule rule, OutlierBasis reason, double strength = double.NaN) =>
        new(rule, reason, strength);
}
