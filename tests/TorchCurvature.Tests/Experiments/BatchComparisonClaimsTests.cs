using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class BatchComparisonClaimsTests
{
    private static readonly double[] s_noise = [0.97, 0.99, 1, 1 / 0.99, 1 / 0.97];

    [Theory]
    [InlineData(2.5, Outcome.Holds)]
    [InlineData(3.16, Outcome.NotDecided)]
    [InlineData(10, Outcome.DoesNotHold)]
    [InlineData(0.1, Outcome.DoesNotHold)]
    public void ElbowsAreSimilarWithinHalfAnOrderOfMagnitude(double factor, Outcome expected)
    {
        Judgement judgement = BatchComparisonClaims.ElbowsAreSimilar([.. s_noise.Select(n => new BatchEdges(Left(factor * n), Left(1)))]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(factor, judgement.Value!.Value, 1e-6 * factor);
        // Two straight pieces meet at the eleventh point.
        Assert.Contains("at index 11 and 11", judgement.Statistic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12, Outcome.Holds)]
    [InlineData(18, Outcome.DoesNotHold)]
    public void TheNumberIsTheSameWhereTheKneesAre(int knee, Outcome expected)
    {
        BatchEdges[] seeds = [.. s_noise.Select(n => new BatchEdges(Right(11, 3 * n), Right(knee, n)))];
        Judgement judgement = BatchComparisonClaims.SameNumberOfLarge(seeds);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(11 - knee, judgement.Value!.Value, 0.6);
    }

    /// <summary>Where the seeds themselves disagree by more than two, the mean says nothing.</summary>
    [Fact]
    public void SeedsThatDisagreeDecideNothing()
    {
        int[] knees = [6, 16, 6, 16, 11];
        Judgement judgement = BatchComparisonClaims.SameNumberOfLarge([.. knees.Select(k => new BatchEdges(Right(11, 3), Right(k, 1)))]);
        Assert.Equal(Outcome.NotDecided, judgement.Outcome);
    }

    [Fact]
    public void AFewPositiveEigenvaluesHaveNoKnee()
    {
        double[] few = [.. Right(5, 1)[..19], -1e-9];
        Judgement judgement = BatchComparisonClaims.SameNumberOfLarge([new BatchEdges(Right(5, 1), few)]);
        Assert.Equal(Outcome.NotDecided, judgement.Outcome);
        Assert.Equal("only 19 positive eigenvalues: too few to have a knee", judgement.Statistic);
    }

    [Fact]
    public void SeedsWithoutAKneeAreCounted()
    {
        double[] curve = [.. Enumerable.Range(1, 40).Select(i => Math.Exp(-0.3 * Math.Pow(i, 2.0 / 3)))];
        string statistic = BatchComparisonClaims.SameNumberOfLarge(
            [.. Enumerable.Repeat(new BatchEdges(Right(11, 1), curve), 4)]).Statistic;
        Assert.EndsWith("as good in 0 and 4 seeds", statistic, StringComparison.Ordinal);
    }

    [Fact]
    public void OneSeedSaysNothingOfTheKnees() =>
        Assert.Equal(Outcome.NotDecided, BatchComparisonClaims.SameNumberOfLarge([new BatchEdges(Right(11, 3), Right(11, 1))]).Outcome);

    [Theory]
    [InlineData(18, Outcome.Holds, 1 / 32.0)]
    [InlineData(1, Outcome.NotDecided, 26 / 32.0)]
    [InlineData(0.2, Outcome.DoesNotHold, 1)]
    public void TheLargerEigenvalueDecides(double factor, Outcome expected, double level)
    {
        Judgement judgement = BatchComparisonClaims.LargeBatchHasLarger([.. s_noise.Select(n => new BatchEdges([factor * n], [1]))]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(factor, judgement.Value!.Value, 1e-9);
        Assert.Equal(level, judgement.Level);
    }

    private static double[] Left(double scale) =>
        [.. Enumerable.Range(0, 100).Select(i => scale * (i < 10 ? (1.1 * (i - 10)) - 1 : 0.01 * (i - 110)))];

    private static double[] Right(int knee, double scale) =>
        [.. Enumerable.Range(1, 40).Select(i => scale * Math.Exp(i <= knee ? -0.3 * i : (-0.3 * knee) - (0.05 * (i - knee))))];
}
