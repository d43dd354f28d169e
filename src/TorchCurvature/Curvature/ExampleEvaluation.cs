namespace TorchCurvature.Curvature;

/// <summary>The empirical risk at one point, and what every example has in it.</summary>
/// <param name="Risk">L(w) and the accuracy.</param>
/// <param name="Losses">ℓ_n + ½λ‖w‖² for each of the N examples, in the order of the data.</param>
public sealed record ExampleEvaluation(RiskEvaluation Risk, IReadOnlyList<double> Losses)
{
    /// <summary>Whether the model is right, for each of the N examples in the order of the data; null where there is no accuracy.</summary>
    public IReadOnlyList<bool>? IsRight { get; internal init; }
}
