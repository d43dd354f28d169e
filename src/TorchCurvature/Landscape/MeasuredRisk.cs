using TorchCurvature.Curvature;
using TorchCurvature.Statistics;

namespace TorchCurvature.Landscape;

/// <summary>Loss and accuracy at one point, each with the standard error that comes from having N examples and not all there could be.</summary>
/// <param name="Loss">L(w), to the last bit that of <see cref="EmpiricalRisk.Evaluate"/>.</param>
/// <param name="LossStandardError">√(variance of the ℓ_n / N), with N − 1 in the variance; undefined for N = 1.</param>
/// <param name="Accuracy">Share of examples whose largest output is their label; null where the targets are not labels.</param>
/// <param name="AccuracyStandardError">√(a (1 − a) / (N − 1)), the same for ones and zeros.</param>
public sealed record MeasuredRisk(double Loss, double LossStandardError, double? Accuracy, double? AccuracyStandardError)
{
    internal static MeasuredRisk Of(ExampleEvaluation evaluation)
    {
        RiskEvaluation risk = evaluation.Risk;
        return new MeasuredRisk(
            risk.Loss, SampleMean.Of(evaluation.Losses).StandardError, risk.Accuracy, risk.Accuracy is { } share ? Math.Sqrt(share * (1 - share) / (risk.ExampleCount - 1)) : null);
    }
}
