using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class OutlierCountClaimsTests
{
    [Theory]
    [InlineData(20, Outcome.Holds)]
    [InlineData(10, Outcome.NotDecided)]
    [InlineData(1, Outcome.DoesNotHold)]
    public void ThereAreOutliersWhereMostNetworksHaveThem(int with, Outcome expected)
    {
        Judgement judgement = OutlierCountClaims.BulkAndOutliers([.. Networks(20, with, [5, 4, 1, 1], aboveEdge: 2)]);
        Assert.Equal((expected, with / 20.0, 20), (judgement.Outcome, judgement.Value, judgement.Seeds));
    }

    // 5 over 4.9, then 4.9 over 1: two eigenvalues before the largest quotient.
    [Theory]
    [InlineData(100, Outcome.Holds)]
    [InlineData(96, Outcome.NotDecided)]
    [InlineData(68, Outcome.DoesNotHold)]
    public void ExactlyAsManyAsClassesIsSaidOfNineteenInTwenty(int exact, Outcome expected)
    {
        ClassScree[] networks =
            [.. Enumerable.Range(0, 100).Select(i => new ClassScree(2, i < exact ? [5, 4.9, 1, 0.9] : [5, 4.9, 4.8, 1], 0))];
        Judgement judgement = OutlierCountClaims.ExactlyAsManyAsClasses(networks);
        Assert.Equal((expected, exact / 100.0), (judgement.Outcome, judgement.Value));
        Assert.Contains("within one of C are 100 of 100", judgement.Statistic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 8, 4, 2, 1 }, 1)]
    [InlineData(new double[] { 8, 7, 1, 0.9 }, 2)]
    [InlineData(new double[] { 8, 7, 6, 1, -1e9 }, 3)]
    [InlineData(new double[] { 8, 1e-3, 0, -1 }, 1)]
    [InlineData(new double[] { -1, -2 }, 0)]
    public void TheLargestQuotientIsAmongPositiveEigenvalues(double[] eigenvalues, int expected) =>
        Assert.Equal(expected, new ClassScree(2, eigenvalues, 0).BeforeLargestQuotient);

    [Theory]
    [InlineData(0, Outcome.Holds)]
    [InlineData(5, Outcome.NotDecided)]
    [InlineData(10, Outcome.DoesNotHold)]
    public void ComponentsAreOthersThanClassesWhereFewDataSetsHaveAsMany(int equal, Outcome expected)
    {
        ClassCounts[] data = [new(3, [.. Enumerable.Range(0, 10).Select(i => (int?)(i < equal ? 3 : 2))])];
        Judgement judgement = OutlierCountClaims.OtherThanClasses(data);
        Assert.Equal((expected, equal / 10.0), (judgement.Outcome, judgement.Value));
        Assert.Contains($"C − 1 have {10 - equal} of 10", judgement.Statistic, StringComparison.Ordinal);
    }

    // A rule that does not apply, and networks of tanh, are no agreement.
    [Theory]
    [InlineData(20, Outcome.Holds)]
    [InlineData(10, Outcome.NotDecided)]
    [InlineData(2, Outcome.DoesNotHold)]
    public void TheTableAgreesWhereMostReLUNetworksAreWithinOne(int within, Outcome expected)
    {
        CountedRun[] runs =
        [
            .. Enumerable.Range(0, 20).Select(i => Run(true, i < within ? 6 : i % 2 == 0 ? null : 7)),
            .. Enumerable.Range(0, 50).Select(_ => Run(false, within > 10 ? 9 : 5)),
        ];
        Judgement judgement = OutlierCountClaims.WithinOne(runs);
        Assert.Equal((expected, within / 20.0, 20), (judgement.Outcome, judgement.Value, judgement.Seeds));

        static CountedRun Run(bool isReLU, int? count) => new(isReLU, true, 1, 5, 0, count, 1e-3, 1);
    }

    private static IEnumerable<ClassScree> Networks(int count, int with, double[] eigenvalues, int aboveEdge) =>
        Enumerable.Range(0, count).Select(i => new ClassScree(2, eigenvalues, i < with ? aboveEdge : 0));
}
