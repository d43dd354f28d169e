using TorchCurvature.Sharing;

namespace TorchCurvature.Curvature.Questions;

/// <summary><see cref="ClassGradientMeans.Compute"/>.</summary>
internal sealed record ClassMeansQuestion : RiskQuestion<ClassGradientMeans>
{
    protected override ClassGradientMeans AskOwn(EmpiricalRisk risk, Share share) => ClassGradientMeans.Compute(risk);
}
