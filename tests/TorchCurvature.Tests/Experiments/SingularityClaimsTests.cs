using TorchCurvature.Experiments.Figure1;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;

namespace TorchCurvature.Tests.Experiments;

public sealed class SingularityClaimsTests
{
    private const int Classes = 5;

    [Theory]
    [InlineData(900, 900, Outcome.Holds)]
    [InlineData(899, 1000, Outcome.DoesNotHold)]
    [InlineData(1000, 899, Outcome.DoesNotHold)]
    public void NineOfTenEigenvaluesAreToBeNearZeroBeforeAndAfter(int initial, int final, Outcome expected) =>
        Assert.Equal(expected, Of((Numbers(nearZero: initial), Numbers(nearZero: final)))[0].Outcome);

    [Fact]
    public void OneSeedThatIsNotSingularRefutes()
    {
        SpectrumNumbers good = Numbers(nearZero: 990), bad = Numbers(nearZero: 880);
        Assert.Equal(Outcome.DoesNotHold, Of((good, good), (bad, good), (good, good))[0].Outcome);
        Assert.Equal(Outcome.DoesNotHold, Of((good, good), (good, bad), (good, good))[0].Outcome);
    }

    [Theory]
    [InlineData(new[] { 5 }, Outcome.Holds)]
    [InlineData(new[] { 4 }, Outcome.Holds)]
    [InlineData(new[] { 6 }, Outcome.Holds)]
    [InlineData(new[] { 3 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 7 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 0, 6, 30 }, Outcome.Holds)] // the median
    [InlineData(new[] { 5, 7, 8 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 6, 7 }, Outcome.DoesNotHold)]
    public void TheMedianOfTheOutliersIsToBeWithinOneOfTheClasses(int[] outliers, Outcome expected) =>
        Assert.Equal(expected, Of([.. outliers.Select(o => (Numbers(outliers: 99), Numbers(outliers: o)))])[1].Outcome);

    [Theory]
    [InlineData(-0.19, 1, Outcome.Holds)]
    [InlineData(-0.2, 1, Outcome.DoesNotHold)]
    [InlineData(-0.01, 0, Outcome.DoesNotHold)]
    public void NegativeEigenvaluesAreToBeThereAndTiny(double smallest, int negatives, Outcome expected)
    {
        (SpectrumNumbers, SpectrumNumbers) judged = (Numbers(), Numbers(smallest: smallest, negatives: negatives));
        Assert.Equal(expected, Of(judged)[2].Outcome);
        Assert.Equal(expected, Of((Numbers(), Numbers()), judged, (Numbers(), Numbers()))[2].Outcome);
    }

    [Fact]
    public void TheSpectrumBeforeTrainingHasNoPartInTheOtherClaims()
    {
        SpectrumNumbers odd = Numbers(outliers: 77, smallest: -2, negatives: 0);
        Assert.Equal([Outcome.Holds, Outcome.Holds, Outcome.Holds], Of((odd, Numbers())).Select(v => v.Outcome));
    }

    [Fact]
    public void TheEvidenceIsPlainText()
    {
        IReadOnlyList<Verdict> verdicts = Of((Numbers(nearZero: 950), Numbers(nearZero: 990, outliers: 6, smallest: -0.1)));
        Assert.Equal(
            [
                "95.0 % of the eigenvalues are within 1 % of max|λ| at the random point, 99.0 % at the end (we ask for 90 %)",
                "6 eigenvalues above the bulk's edge; 5 classes",
                "|λ min| / λ max = 0.050",
            ],
            verdicts.Select(v => v.Evidence));
    }

    private static IReadOnlyList<Verdict> Of(params (SpectrumNumbers Initial, SpectrumNumbers Final)[] seeds) =>
        SingularityClaims.Of(Classes, [.. seeds.Select(s => new InitialAndFinal(s.Initial, s.Final))]);

    private static SpectrumNumbers Numbers(int nearZero = 950, int outliers = Classes, double smallest = -0.01, int negatives = 3) =>
        new(Parameters: 1000, nearZero, outliers, Largest: 2, smallest, negatives);
}
