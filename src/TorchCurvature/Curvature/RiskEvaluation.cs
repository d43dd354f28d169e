namespace TorchCurvature.Curvature;

/// <summary>The empirical risk at one point.</summary>
/// <param name="Loss">L(w), the mean of the per-example losses.</param>
/// <param name="Accuracy">Share of examples whose largest output is their label; null where the targets are not labels.</param>
/// <param name="GradientNorm">‖∇L(w)‖₂; null where it was not asked for.</param>
/// <param name="ExampleCount">N.</param>
public sealed record RiskEvaluation(double Loss, double? Accuracy, double? GradientNorm, long ExampleCount);
