using TorchCurvature.Sharing;

namespace TorchCurvature.Curvature.Questions;

/// <summary><see cref="EmpiricalRisk.EvaluateExamples"/>.</summary>
internal sealed record ExamplesQuestion : RiskQuestion<ExampleEvaluation>
{
    protected override ExampleEvaluation AskOwn(EmpiricalRisk risk, Share share) => risk.EvaluateExamples();
}
