using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Tests.Experiments;

public sealed class WidthClaimsTests
{
    [Theory]
    [InlineData(9, Outcome.Holds)]
    [InlineData(10, Outcome.DoesNotHold)]
    public void NoSeedIsToHaveMoreNegativeEigenvaluesThanTheBound(int negatives, Outcome expected)
    {
        WidthNumbers judged = new(Width: 3, [Of(), Of(negatives: negatives), Of()]);
        Verdict verdict = WidthClaims.NegativesAtMost(classes: 4, [judged, new(Width: 4, [Of()])]);
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal($"negative eigenvalues and bound: 2 [2, {negatives}] of 9, 2 of 12", verdict.Evidence);
    }

    private static SpectrumNumbers Of(int negatives = 2) =>
        new(Parameters: 100, NearZero: 80, Outliers: 10, Largest: 2, Smallest: -0.01, negatives);
}
