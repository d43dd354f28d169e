using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Tests.Experiments;

public sealed class WidthClaimsTests
{
    [Theory]
    [InlineData(-0.19, 1, Outcome.Holds)]
    [InlineData(-0.2, 1, Outcome.DoesNotHold)]
    [InlineData(-0.01, 0, Outcome.DoesNotHold)]
    public void NegativeEigenvaluesAreToBeThereAndTiny(double smallest, int negatives, Outcome expected)
    {
        WidthNumbers good = Width(Of()), judged = Width(Of(smallest: smallest, negatives: negatives));
        Assert.Equal(expected, WidthClaims.TinyNegatives([judged, good]).Outcome);
        Assert.Equal(expected, WidthClaims.TinyNegatives([good, judged]).Outcome);
    }

    [Fact]
    public void ASeedWithoutNegativeEigenvaluesRefutesAndALargeOneDoesNot()
    {
        WidthNumbers none = Width(Of(), Of(), Of(negatives: 0)), large = Width(Of(), Of(), Of(smallest: -1));
        Assert.Equal(Outcome.DoesNotHold, WidthClaims.TinyNegatives([none]).Outcome);
        Assert.Equal(Outcome.Holds, WidthClaims.TinyNegatives([large]).Outcome); // the median over seeds
        Assert.Equal("|λ min| / λ max is 0.0050 to 0.0050 (medians over seeds)", WidthClaims.TinyNegatives([large]).Evidence);
    }

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

    private static WidthNumbers Width(params SpectrumNumbers[] seeds) => new(Width: 3, seeds);

    private static SpectrumNumbers Of(double smallest = -0.01, int negatives = 2) =>
        new(Parameters: 100, NearZero: 80, Outliers: 10, Largest: 2, smallest, negatives);
}
