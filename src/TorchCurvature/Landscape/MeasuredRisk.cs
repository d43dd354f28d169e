using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using TorchCurvature.Statistics;

namespace TorchCurvature.Landscape;

/// <summary>
/// Loss and accuracy at one point, each with the standard error that comes from having N examples and not all there could be. N is the
/// number of terms of the loss (<see cref="EmpiricalRisk.TermCount"/>), taken as independent.
/// </summary>
public sealed record MeasuredRisk
{
    [JsonConstructor]
    internal MeasuredRisk(double loss, double lossStandardError, double? accuracy, double? accuracyStandardError)
    {
        (Loss, LossStandardError, Accuracy, AccuracyStandardError) = (loss, lossStandardError, accuracy, accuracyStandardError);
    }

    /// <summary>L(w), to the last bit that of <see cref="EmpiricalRisk.Evaluate"/>.</summary>
    public double Loss { get; }

    /// <summary>√(variance of the ℓ_n / N), with N − 1 in the variance; undefined for N = 1.</summary>
    public double LossStandardError { get; }

    /// <summary>Share of examples whose largest output is their label; null where the targets are not labels.</summary>
    public double? Accuracy { get; }

    /// <summary>√(a (1 − a) / (N − 1)), the same for ones and zeros.</summary>
    public double? AccuracyStandardError { get; }

    internal static MeasuredRisk Of(ExampleEvaluation evaluation)
    {
        RiskEvaluation risk = evaluation.Risk;
        return new MeasuredRisk(
            risk.Loss, SampleMean.Of(evaluation.Losses).StandardError, risk.Accuracy,
            risk.Accuracy is { } share ? Math.Sqrt(share * (1 - share) / (evaluation.Losses.Count - 1)) : null);
    }
}
