using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Normalization;

namespace TorchCurvature.Tests.Experiments;

public sealed class NormalizationClaimsTests
{
    [Theory]
    [InlineData(2, 1, 2, Outcome.Holds, Outcome.Holds)]
    [InlineData(1, 2, 3, Outcome.DoesNotHold, Outcome.Holds)]
    [InlineData(2, 1, 0.5, Outcome.Holds, Outcome.DoesNotHold)]
    public void PairedDifferencesDecide(double plain, double normalized, double stored, Outcome fewer, Outcome back)
    {
        OutlierNumbers[] seeds =
            [.. Enumerable.Range(0, 4).Select(i => new OutlierNumbers(plain + i, normalized + (1.01 * i), stored + i))];
        Assert.Equal([fewer, back], NormalizationClaims.Of(5, seeds).Select(v => v.Outcome));
    }

    [Fact]
    public void SeedsThatDisagreeDecideNothing() => Assert.All(
        NormalizationClaims.Of(5, [new(2, 1, 2), new(1, 2, 1)]), v => Assert.Equal(Outcome.NotDecided, v.Outcome));

    [Fact]
    public void TheNumberIsTheQuotientOfTheFirstAndTheOneAfterTwiceTheClasses()
    {
        NormalizedSpectra plain = new(0, 1, [1000, 50, 10, 5, 1, 0.1], [1000, 50, 10, 5, 1, 0.1]);
        NormalizedSpectra normalized = new(0, 1, [100, 50, 10, 5, 1, 0.1], [500, 50, 10, 5, 5, 0.1]);
        Assert.Equal(new OutlierNumbers(3, 2, 2), OutlierNumbers.Of(2, plain, normalized));
    }
}
