using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class MagnitudeClaimsTests
{
    private static readonly double[] s_spreads = [1, 10];
    private static readonly int[] s_classes = [2, 50];

    // The bound is ten times 0.01273.
    [Theory]
    [InlineData(0.8, 0.9, Outcome.Holds)]
    [InlineData(0.9, 0.02, Outcome.DoesNotHold)]
    [InlineData(0.02, 0.9, Outcome.DoesNotHold)]
    [InlineData(0.1273, 0.9, Outcome.NotDecided)]
    public void NearZeroIsWhatAnUnstructuredMatrixHasATenthOf(double before, double after, Outcome expected)
    {
        Judgement judgement = MagnitudeClaims.NearZero(Around(before), Around(after));
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(Math.Min(before, after) / 0.0127324, judgement.Value!.Value, 0.01);
    }

    [Theory]
    [InlineData(1e-3, Outcome.Holds)]
    [InlineData(0.0316, Outcome.NotDecided)]
    [InlineData(0.3, Outcome.DoesNotHold)]
    public void NegativesAreTinyWhereOrdersOfMagnitudeLieBetween(double share, Outcome expected)
    {
        Judgement judgement = MagnitudeClaims.TinyNegatives([.. Around(share).Select(s => -2 * s)], [2, 2, 2, 2, 2]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(-Math.Log10(share), judgement.Value!.Value, 0.01);
    }

    [Fact]
    public void NegativesThatAreNotThereRefuteThatTheyExist() => Assert.Equal(
        (Outcome.DoesNotHold, 1.0),
        (MagnitudeClaims.TinyNegatives([-1e-3, 0], [1, 1]) is var judgement ? (judgement.Outcome, judgement.Value!.Value) : default));

    [Theory]
    [InlineData(1.02, 1.01, Outcome.Holds)]
    [InlineData(3, 1.01, Outcome.DoesNotHold)]
    [InlineData(1.02, 0.3, Outcome.DoesNotHold)]
    [InlineData(1.25, 1, Outcome.NotDecided)]
    public void TheBulkIsTheSameWhereItsEdgeIs(double spreadQuotient, double classesQuotient, Outcome expected)
    {
        double[] noise = Around(1);
        CountedRun[] runs =
        [
            .. from seed in Enumerable.Range(0, 5)
               from spread in s_spreads
               from classes in s_classes
               let edge = 1e-3 * (spread > 1 ? spreadQuotient * noise[seed] : 1) * (classes > 2 ? classesQuotient * noise[seed] : 1)
               select new CountedRun(true, true, spread, classes, seed, classes, edge, 100 * edge),
            new CountedRun(true, true, 10, 5, 0, null, null, 1),
            new CountedRun(true, false, 10, 2, 0, 2, 77, 1),
            new CountedRun(false, true, 10, 2, 0, 2, 77, 1),
        ];
        Judgement judgement = MagnitudeClaims.SameBulk(runs);
        Assert.Equal(expected, judgement.Outcome);
        double further = Math.Abs(Math.Log(spreadQuotient)) > Math.Abs(Math.Log(classesQuotient)) ? spreadQuotient : classesQuotient;
        Assert.Equal(further, judgement.Value!.Value, 0.01 * further);
    }

    [Fact]
    public void WithoutPairsOfNetworksTheBulkCannotBeCompared() =>
        Assert.Equal(Outcome.NotDecided, MagnitudeClaims.SameBulk([new CountedRun(true, true, 1, 2, 0, 2, 1e-3, 1)]).Outcome);

    private static double[] Around(double value) => [0.98 * value, 0.99 * value, value, value / 0.99, value / 0.98];
}
