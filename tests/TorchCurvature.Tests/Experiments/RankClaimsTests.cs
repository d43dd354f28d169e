using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.LinearRanks;

namespace TorchCurvature.Tests.Experiments;

public sealed class RankClaimsTests
{
    private static readonly RankComparison _bare = new(false, 20, 30, 40, 20, 30, 40);
    private static readonly RankComparison _biased = new(true, 24, 1, 2, 24, 3, 4);

    [Fact]
    public void RanksThatAllAgreeHold()
    {
        IReadOnlyList<Verdict> verdicts = RankClaims.Of([_bare, _bare, _biased]);
        Assert.All(verdicts, v => Assert.Equal(Outcome.Holds, v.Outcome));

        // 1 − 0.05^(1/2) = 0.776.
        Assert.Equal("equal in 2 of 2 networks; at 95 % fewer than 77.6 % of such networks differ", verdicts[0].Evidence);
    }

    [Fact]
    public void OneRankThatDiffersRefutesItsFormulaAlone()
    {
        Assert.Equal([0], Refuted(_bare with { GaussNewton = 19 }));
        Assert.Equal([1], Refuted(_bare with { Functional = 31 }));
        Assert.Equal([2], Refuted(_bare with { Hessian = 41 }));
        Assert.Equal([3], Refuted(_biased with { GaussNewton = 20 }));
        Assert.Empty(Refuted(_bare with { Hessian = 39 })); // a bound
    }

    [Fact]
    public void ABoundThatNoNetworkReachesIsNotTight() => Assert.Equal(
        Outcome.DoesNotHold, RankClaims.Of([_bare with { Hessian = 39 }, _biased])[2].Outcome);

    private static int[] Refuted(RankComparison odd) =>
        [.. RankClaims.Of([_bare, odd, _biased]).Index().Where(v => v.Item.Outcome == Outcome.DoesNotHold).Select(v => v.Index)];
}
