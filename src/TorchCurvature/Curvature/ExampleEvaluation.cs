namespace TorchCurvature.Curvature;

/// <summary>The empirical risk at one point, and what every example has in it.</summary>
public sealed record ExampleEvaluation
{
    internal ExampleEvaluation(RiskEvaluation risk, IReadOnlyList<double> losses) => (Risk, Losses) = (risk, losses);

    /// <summary>L(w) and the accuracy.</summary>
    public RiskEvaluation Risk { get; }

    /// <summary>ℓ_n + ½λ‖w‖² for each of the N examples, in the order of the data.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>Whether the model is right, for each of the N examples in the order of the data; null where there is no accuracy.</summary>
    public IReadOnlyList<bool>? IsRight { get; internal init; }
}
