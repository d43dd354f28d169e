namespace TorchCurvature.Curvature;

/// <summary>
/// The empirical risk at one point, and what every term has in it: every example, or every place where the model has outputs, but for those
/// whose target is ignored.
/// </summary>
public sealed record ExampleEvaluation
{
    internal ExampleEvaluation(RiskEvaluation risk, IReadOnlyList<double> losses) => (Risk, Losses) = (risk, losses);

    /// <summary>L(w) and the accuracy.</summary>
    public RiskEvaluation Risk { get; }

    /// <summary>
    /// ℓ_n + ½λ‖w‖² for each of the M terms, in the order of the data; where terms have weights, ℓ_n M/W, so that the mean is L(w).
    /// </summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>Whether the model is right, for each of the M terms in the order of the data; null where there is no accuracy.</summary>
    public IReadOnlyList<bool>? IsRight { get; internal init; }
}
