using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Tests.Experiments;

public sealed class WidthClaimsTests
{
    [Theory]
    [InlineData(10, 12, 11, Outcome.Holds)]
    [InlineData(12, 10, 11, Outcome.Holds)]
    [InlineData(10, 13, 11, Outcome.DoesNotHold)]
    [InlineData(13, 11, 10, Outcome.DoesNotHold)]
    public void TheOutliersOfAllWidthsAreToBeTwoApartAtMost(int first, int second, int third, Outcome expected)
    {
        WidthNumbers[] widths = [Width(Of(outliers: first)), Width(Of(outliers: second)), Width(Of(outliers: third))];
        Assert.Equal(expected, WidthClaims.OfRightEdge(widths)[0].Outcome);
    }

    [Fact]
    public void TheOutliersOfAWidthAreTheirMedian()
    {
        WidthNumbers spread = Width(Of(outliers: 10), Of(outliers: 99), Of(outliers: 1));
        Assert.Equal(Outcome.Holds, WidthClaims.OfRightEdge([spread, Width(Of(outliers: 12))])[0].Outcome);
        Assert.Equal("above the bulk's edge: P = 100: 10 [1, 99]", WidthClaims.OfRightEdge([spread])[0].Evidence);
    }

    [Theory]
    [InlineData(-0.19, 1, Outcome.Holds)]
    [InlineData(-0.2, 1, Outcome.DoesNotHold)]
    [InlineData(-0.01, 0, Outcome.DoesNotHold)]
    public void NegativeEigenvaluesAreToBeThereAndTiny(double smallest, int negatives, Outcome expected)
    {
        WidthNumbers good = Width(Of()), judged = Width(Of(smallest: smallest, negatives: negatives));
        Assert.Equal(expected, WidthClaims.OfRightEdge([judged, good])[1].Outcome);
        Assert.Equal(expected, WidthClaims.OfRightEdge([good, judged])[1].Outcome);
    }

    [Fact]
    public void ASeedWithoutNegativeEigenvaluesRefutesAndALargeOneDoesNot()
    {
        WidthNumbers none = Width(Of(), Of(), Of(negatives: 0)), large = Width(Of(), Of(), Of(smallest: -1));
        Assert.Equal(Outcome.DoesNotHold, WidthClaims.OfRightEdge([none])[1].Outcome);
        Assert.Equal(Outcome.Holds, WidthClaims.OfRightEdge([large])[1].Outcome); // the median over seeds
        Assert.Equal("|λ min| / λ max is 0.0050 to 0.0050 (medians over seeds)", WidthClaims.OfRightEdge([large])[1].Evidence);
    }

    [Theory]
    [InlineData(3, 4, 5, Outcome.Holds)]
    [InlineData(3, 4, 4, Outcome.DoesNotHold)]
    [InlineData(3, 5, 4, Outcome.DoesNotHold)]
    [InlineData(5, 4, 3, Outcome.DoesNotHold)]
    public void NegativeEigenvaluesAreToGrowInNumberAtEveryStep(int first, int second, int third, Outcome expected)
    {
        WidthNumbers[] widths = [Width(Of(negatives: first)), Width(Of(negatives: second)), Width(Of(negatives: third))];
        Assert.Equal(expected, WidthClaims.OfLeftEdge(classes: 10, widths)[0].Outcome);
    }

    [Theory]
    [InlineData(9, Outcome.Holds)]
    [InlineData(10, Outcome.DoesNotHold)]
    public void NoSeedIsToHaveMoreNegativeEigenvaluesThanTheBound(int negatives, Outcome expected)
    {
        WidthNumbers judged = new(Width: 3, [Of(), Of(negatives: negatives), Of()]);
        IReadOnlyList<Verdict> verdicts = WidthClaims.OfLeftEdge(classes: 4, [judged, new(Width: 4, [Of()])]);
        Assert.Equal(expected, verdicts[1].Outcome);
        Assert.Equal($"negative eigenvalues and bound: 2 [2, {negatives}] of 9, 2 of 12", verdicts[1].Evidence);
    }

    [Theory]
    [InlineData(new double[] { 0, 4, 6, 7 }, Outcome.Holds)]
    [InlineData(new double[] { 0, -4, -6, -5 }, Outcome.Holds)] // distances have no sign
    [InlineData(new double[] { 0, 4, 8, 9 }, Outcome.NotDecided)] // 4, 4, 1
    [InlineData(new double[] { 0, 4, 5, 8 }, Outcome.NotDecided)] // 4, 1, 3
    [InlineData(new double[] { 0, 4, 5, 9 }, Outcome.DoesNotHold)] // 4, 1, 4
    [InlineData(new double[] { 0, 1, 3 }, Outcome.DoesNotHold)]
    [InlineData(new double[] { 0, 2, 4 }, Outcome.DoesNotHold)]
    [InlineData(new double[] { 0, 2 }, Outcome.DoesNotHold)]
    public void DistancesBetweenNeighbouringWidthsAreToFallAtEveryStep(double[] heights, Outcome expected) => Assert.Equal(
        expected, WidthClaims.OfRatios([.. heights.Select((height, width) => new WidthCurves(width, [[0, height]]))])[0].Outcome);

    [Fact]
    public void DistancesAreTheLargestBetweenMedians()
    {
        WidthCurves few = new(5, [[1, 0], [1, 0], [99, -99]]), many = new(8, [[1, 7], [3, 1], [2, 2]]);
        Assert.Equal(2, few.DistanceTo(many));
        Assert.Equal("largest distance between neighbouring widths: 5 to 8: 2.0e+0", WidthClaims.OfRatios([few, many])[0].Evidence);
    }

    private static WidthNumbers Width(params SpectrumNumbers[] seeds) => new(Width: 3, seeds);

    private static SpectrumNumbers Of(int outliers = 10, double smallest = -0.01, int negatives = 2) =>
        new(Parameters: 100, NearZero: 80, outliers, Largest: 2, smallest, negatives);
}
