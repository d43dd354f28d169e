using MathNet.Numerics.Statistics;
using TorchCurvature.Curvature;
using TorchCurvature.Landscape;

namespace TorchCurvature.Tests.Landscape;

public sealed class MeasuredRiskTests
{
    /// <summary>Both errors are those of a mean of samples, with n − 1 in the variance: of losses, and of ones and zeros.</summary>
    [Theory]
    [InlineData(1, 2), InlineData(2, 3), InlineData(3, 10)]
    public void StandardErrorsAreThoseOfSamples(int right, int examples)
    {
        double[] losses = [.. Enumerable.Range(0, examples).Select(i => i * i / 4.0)];
        double[] hits = [.. Enumerable.Range(0, examples).Select(i => i < right ? 1.0 : 0)];
        var evaluation = new ExampleEvaluation(new RiskEvaluation(losses.Average(), hits.Average(), null, examples), losses);
        var risk = MeasuredRisk.Of(evaluation);
        Assert.Equal(losses.StandardDeviation() / Math.Sqrt(examples), risk.LossStandardError, 1e-14);
        Assert.Equal(hits.StandardDeviation() / Math.Sqrt(examples), risk.AccuracyStandardError!.Value, 1e-14);
    }
}
