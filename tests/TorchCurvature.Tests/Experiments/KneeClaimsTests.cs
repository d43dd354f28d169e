using TorchCurvature.Experiments.BatchSizes;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;

namespace TorchCurvature.Tests.Experiments;

public sealed class KneeClaimsTests
{
    [Theory]
    [InlineData(11, 11, 5, Outcome.Holds)]
    [InlineData(11, 12, 5, Outcome.Holds)]
    [InlineData(11, 15, 5, Outcome.DoesNotHold)]
    [InlineData(15, 11, 5, Outcome.DoesNotHold)]
    [InlineData(11, 11, 3, Outcome.NotDecided)] // three seeds say nothing of others
    [InlineData(11, 15, 3, Outcome.NotDecided)]
    public void KneesAreToBeWithinTwo(int large, int small, int seeds, Outcome expected) => Assert.Equal(
        expected,
        KneeClaims.Of([.. Enumerable.Range(0, seeds).Select(seed => Pair(large, small, seed))]).Outcome);

    /// <summary>Where the seeds themselves disagree by more than two, the mean says nothing.</summary>
    [Fact]
    public void SeedsThatDisagreeDecideNothing()
    {
        int[] small = [6, 16, 6, 16, 11];
        Assert.Equal(Outcome.NotDecided, KneeClaims.Of([.. small.Select((knee, seed) => Pair(11, knee, seed))]).Outcome);
    }

    [Fact]
    public void TheEvidenceHasPlacesSlopesAndSeeds()
    {
        double[] exact = Scree(11, -0.25, noiseSeed: null), curve = [.. Enumerable.Range(1, 40).Select(i => -0.3 * Math.Pow(i, 2.0 / 3))];
        Assert.Equal(
            "knee of the mean log scree: 11.0 for the large batch, 11.0 for the small one, difference 0.0 (1,000 draws of the seeds); "
                + "slopes -0.250/-0.045 and -0.250/-0.045; a curve without a knee is as good in 0 and 0 of 4 seeds",
            KneeClaims.Of([.. Enumerable.Repeat(new ScreePair(exact, exact), 4)]).Evidence);
        Assert.EndsWith(
            "a curve without a knee is as good in 0 and 4 of 4 seeds",
            KneeClaims.Of([.. Enumerable.Repeat(new ScreePair(exact, curve), 4)]).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void AFewEigenvaluesHaveNoKnee() => Assert.Equal(
        "only 19 positive eigenvalues: too few to have a knee",
        KneeClaims.Of([new ScreePair(Scree(5, -0.2, 1)[..19], Scree(5, -0.2, 2)[..19])]).Evidence);

    private static ScreePair Pair(int large, int small, int seed) => new(Scree(large, -0.27, seed), Scree(small, -0.13, -seed - 1));

    private static double[] Scree(int knee, double slope, int? noiseSeed)
    {
        var random = new Random(noiseSeed ?? 0);
        double noise = noiseSeed is null ? 0 : 0.02;
        return [.. Enumerable.Range(1, 40)
            .Select(i => (slope * Math.Min(i, knee)) - (0.045 * Math.Max(0, i - knee)) + (noise * random.NextDouble()))];
    }
}
