using TorchCurvature.Experiments.EdgeOfStability;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class EdgeClaimsTests
{
    private static readonly EdgeNumbers _usual =
        new(0, 0.1, Initial: 0.2, Highest: 1.1, Settled: 1.02, RisingShare: 0.3, LossAtEdge: 1, LossAtEnd: 0.1);

    [Theory]
    [InlineData(0.2, 1.1, Outcome.Holds)]
    [InlineData(1.0, 1.1, Outcome.DoesNotHold)] // begins there
    [InlineData(0.2, 0.99, Outcome.DoesNotHold)] // never comes there
    public void EveryDescentHasToRiseToTheEdge(double initial, double highest, Outcome expected) =>
        Assert.Equal(expected, EdgeClaims.Of([_usual, _usual with { Initial = initial, Highest = highest }])[0].Outcome);

    [Theory]
    [InlineData(new[] { 1.00, 1.02, 1.04 }, Outcome.Holds)]
    [InlineData(new[] { 0.60, 0.61, 0.62 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 1.40, 1.41, 1.42 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 0.80, 1.00, 1.20 }, Outcome.NotDecided)] // the interval is wider than the range
    [InlineData(new[] { 1.0 }, Outcome.NotDecided)]
    public void TheIntervalOfEachRateDecides(double[] settled, Outcome expected)
    {
        EdgeNumbers[] others = [.. settled.Select(_ => _usual with { LearningRate = 0.4 })];
        EdgeNumbers[] judged = [.. settled.Select(s => _usual with { Settled = s })];
        Assert.Equal(expected, EdgeClaims.Of([.. others.Select((o, i) => o with { Settled = 1.01 + (0.001 * i) }), .. judged])[1].Outcome);
    }

    [Theory]
    [InlineData(1, 0.1, 0.3, Outcome.Holds)]
    [InlineData(1, 2, 0.3, Outcome.DoesNotHold)] // the loss rises
    [InlineData(1, 0.1, 0, Outcome.DoesNotHold)] // and never goes up
    public void TheLossHasToFallAndToRise(double atEdge, double atEnd, double rising, Outcome expected)
    {
        EdgeNumbers[] seeds =
        [
            .. Enumerable.Range(0, 4).Select(i =>
                _usual with { Seed = i, LossAtEdge = atEdge * (1 + (0.01 * i)), LossAtEnd = atEnd, RisingShare = rising }),
        ];
        Assert.Equal(expected, EdgeClaims.Of(seeds)[2].Outcome);
    }

    [Fact]
    public void NumbersAreThoseOfTheLooks()
    {
        // λ max·η/2 is 0.5, 0.8, 1.0, 1.2, 0.9, 1.1 with η = 2.
        DescentLook[] looks = [new(0, 9, 0.5), new(1, 8, 0.8), new(2, 7, 1), new(3, 7.5, 1.2), new(4, 6, 0.9), new(5, 5, 1.1)];
        var numbers = EdgeNumbers.Of(7, 2, new DescentLooks(looks));
        Assert.Equal(new EdgeNumbers(7, 2, 0.5, 1.2, 1.0, 1.0 / 3, 7, 5), numbers);
    }

    [Fact]
    public void TheRatesOfOneSeedAreOneNumber()
    {
        EdgeNumbers[] seeds = [_usual, _usual with { LearningRate = 0.2 }, _usual with { LearningRate = 0.4 }];
        Assert.Equal(Outcome.NotDecided, EdgeClaims.Of(seeds)[2].Outcome);
    }
}
