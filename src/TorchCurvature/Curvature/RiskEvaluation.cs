using System.Text.Json.Serialization;

namespace TorchCurvature.Curvature;

/// <summary>The empirical risk at one point.</summary>
public sealed record RiskEvaluation
{
    [JsonConstructor]
    internal RiskEvaluation(double loss, double? accuracy, double? gradientNorm, long exampleCount)
    {
        (Loss, Accuracy, GradientNorm, ExampleCount) = (loss, accuracy, gradientNorm, exampleCount);
    }

    /// <summary>L(w), the (weighted) mean of the per-example losses and, with weight decay, ½λ‖w‖².</summary>
    public double Loss { get; }

    /// <summary>
    /// Share of examples whose largest output is their label, among those whose label is not ignored; of a single output and labels 0
    /// and 1, share of those whose loss is less for their label than for the other. Null where the targets are not labels.
    /// </summary>
    public double? Accuracy { get; }

    /// <summary>‖∇L(w)‖₂; null where it was not asked for.</summary>
    public double? GradientNorm { get; }

    /// <summary>N.</summary>
    public long ExampleCount { get; }

    /// <summary>The part of <see cref="Loss"/> that weight decay adds, ½λ‖w‖².</summary>
    [JsonInclude]
    public double Penalty { get; internal init; }

    /// <summary>
    /// How many inputs of activations with a kink at 0 are exactly 0, over all examples: where there are some, the loss has no second
    /// derivative, and a Hessian is that of one side. Null where it was not counted, or no such activation is seen.
    /// </summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ZeroPreactivations { get; internal init; }
}
