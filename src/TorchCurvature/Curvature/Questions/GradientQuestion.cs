using TorchCurvature.Sharing;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Questions;

/// <summary><see cref="EmpiricalRisk.Gradient"/>.</summary>
internal sealed record GradientQuestion : RiskQuestion<Tensor>
{
    protected override Tensor AskOwn(EmpiricalRisk risk, Share share) => risk.Gradient();
}
