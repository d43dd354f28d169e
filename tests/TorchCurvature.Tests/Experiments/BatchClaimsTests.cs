using TorchCurvature.Experiments.BatchSizes;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Experiments;

public sealed class BatchClaimsTests
{
    [Theory]
    [InlineData(-0.19, -0.01, Outcome.Holds)]
    [InlineData(-0.01, -0.19, Outcome.Holds)]
    [InlineData(-0.2, -0.01, Outcome.DoesNotHold)]
    [InlineData(-0.01, -0.2, Outcome.DoesNotHold)]
    public void NegativeEigenvaluesOfBothBatchesAreToBeTiny(double large, double small, Outcome expected)
    {
        BatchPair good = new(Of(), Of()), judged = new(Of(smallest: large), Of(smallest: small));
        Assert.Equal(expected, BatchClaims.OfLeftEdge([good, judged])[0].Outcome);
    }

    [Theory]
    [InlineData(5, 5, Outcome.Holds)] // p = 0.031
    [InlineData(7, 8, Outcome.Holds)] // 0.035
    [InlineData(4, 4, Outcome.NotDecided)] // 0.063
    [InlineData(8, 10, Outcome.NotDecided)] // 0.055
    [InlineData(3, 5, Outcome.NotDecided)]
    [InlineData(2, 4, Outcome.DoesNotHold)]
    [InlineData(2, 5, Outcome.DoesNotHold)]
    [InlineData(0, 5, Outcome.DoesNotHold)]
    public void TheSignTestDecidesOnLargerEigenvalues(int larger, int seeds, Outcome expected)
    {
        BatchPair[] pairs =
            [.. Enumerable.Range(0, seeds).Select(seed => new BatchPair(Of(largest: seed < larger ? 4 : 1), Of(largest: 2)))];
        Assert.Equal(expected, BatchClaims.LargerEigenvalues(pairs).Outcome);
    }

    [Fact]
    public void EqualEigenvaluesAreNotLarger()
    {
        Verdict verdict = BatchClaims.LargerEigenvalues([.. Enumerable.Repeat(new BatchPair(Of(), Of()), 5)]);
        Assert.Equal(Outcome.DoesNotHold, verdict.Outcome);
        Assert.Equal(
            "λ max is larger for the large batch with 0 of 5 seeds (sign test: p = 1.000); the ratio is 1.0", verdict.Evidence);
    }

    [Theory]
    [InlineData(0, 5, 32)]
    [InlineData(1, 5, 31)]
    [InlineData(3, 5, 16)]
    [InlineData(4, 5, 6)]
    [InlineData(5, 5, 1)]
    public void TheSignTestCountsTheThrowsThatAreAsExtreme(int successes, int trials, int ways) =>
        Assert.Equal(ways / 32.0, SignTest.Probability(successes, trials));

    private static SpectrumNumbers Of(int outliers = 10, double largest = 2, double smallest = -0.01) =>
        new(Parameters: 100, NearZero: 80, outliers, largest, smallest, Negatives: 3);
}
