namespace TorchCurvature.Spectra;

/// <summary>What a count of large eigenvalues rests on.</summary>
public enum OutlierBasis
{
    /// <summary>
    /// The rule applies, and sets no eigenvalue apart; or none is told from the others within the spectrum's stated error.
    /// </summary>
    None,

    /// <summary>The rule itself.</summary>
    Rule,

    /// <summary>
    /// A flat bulk: most eigenvalues are equal within the stated error and so few others exist that they form no bulk of their own. Those
    /// above it are the outliers, by every rule.
    /// </summary>
    FlatBulk,

    /// <summary>Too few eigenvalues for the rule: there is no count, which does not say that there are no outliers.</summary>
    TooFew,

    /// <summary>
    /// The rule does not apply: the spectrum has no knee, or no bulk with the kind of edge that the rule looks for. There is no count.
    /// </summary>
    NotApplicable,
}
