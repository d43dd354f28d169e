using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Tests.Experiments;

/// <summary>Right edges that are made: two straight lines with a knee, and a factor of their own.</summary>
public sealed class RightEdgeClaimsTests
{
    [Theory]
    [InlineData(11, 5, Outcome.Holds)]
    [InlineData(12, 5, Outcome.Holds)]
    [InlineData(16, 5, Outcome.DoesNotHold)]
    [InlineData(7, 5, Outcome.DoesNotHold)]
    [InlineData(11, 3, Outcome.NotDecided)] // three seeds say nothing of others
    [InlineData(16, 3, Outcome.NotDecided)]
    public void KneesOfAllWidthsAreToBeWithinTwoOfTheFirst(int knee, int seeds, Outcome expected)
    {
        WidthScrees[] widths = [Width(11, seeds), Width(11, seeds, factor: 3), Width(knee, seeds, factor: 7)];
        Assert.Equal(expected, RightEdgeClaims.SameNumber(widths).Outcome);
    }

    [Fact]
    public void SeedsThatDisagreeDecideNothing()
    {
        int[] knees = [6, 16, 6, 16, 11];
        WidthScrees scattered = new(100, [.. knees.Select((knee, seed) => Scree(knee, 1, seed))]);
        Assert.Equal(Outcome.NotDecided, RightEdgeClaims.SameNumber([Width(11, 5), scattered]).Outcome);
    }

    [Fact]
    public void TooFewEigenvaluesAreSaid()
    {
        WidthScrees few = new(100, [.. Enumerable.Range(0, 5).Select(seed => Scree(11, 1, seed)[..15])]);
        Verdict verdict = RightEdgeClaims.SameNumber([Width(11, 5), few]);
        Assert.Equal(Outcome.NotDecided, verdict.Outcome);
        Assert.Contains("15 positive eigenvalues", verdict.Evidence, StringComparison.Ordinal);
    }

    private static WidthScrees Width(int knee, int seeds, double factor = 1) =>
        new(100, [.. Enumerable.Range(0, seeds).Select(seed => Scree(knee, factor, seed))]);

    private static double[] Scree(int knee, double factor, int seed)
    {
        var random = new Random((100 * knee) + seed);
        return [.. Enumerable.Range(1, 40).Select(i =>
            Math.Log(factor) - (0.27 * Math.Min(i, knee)) - (0.045 * Math.Max(0, i - knee)) + (0.02 * random.NextDouble()))];
    }
}
