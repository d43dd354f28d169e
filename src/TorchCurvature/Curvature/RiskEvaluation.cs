using System.Text.Json.Serialization;

namespace TorchCurvature.Curvature;

/// <summary>The empirical risk at one point.</summary>
/// <param name="Loss">L(w), the mean of the per-example losses and, with weight decay, ½λ‖w‖².</param>
/// <param name="Accuracy">
/// Share of examples whose largest output is their label; of a single output and labels 0 and 1, share of those whose loss is less for their label than for the other. Null where the targets are not labels.
/// </param>
/// <param name="GradientNorm">‖∇L(w)‖₂; null where it was not asked for.</param>
/// <param name="ExampleCount">N.</param>
public sealed record RiskEvaluation(double Loss, double? Accuracy, double? GradientNorm, long ExampleCount)
{
    /// <summary>The part of <see cref="Loss"/> that weight decay adds, ½λ‖w‖².</summary>
    [JsonInclude]
    public double Penalty { get; internal init; }
}
