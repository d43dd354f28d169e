using TorchCurvature.Sharing;

namespace TorchCurvature.Curvature.Questions;

/// <summary><see cref="EmpiricalRisk.Evaluate"/>.</summary>
internal sealed record EvaluationQuestion : RiskQuestion<RiskEvaluation>
{
    public bool WithGradient { get; init; }

    protected override RiskEvaluation AskOwn(EmpiricalRisk risk, Share share) => risk.Evaluate(WithGradient);
}
