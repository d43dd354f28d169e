using TorchCurvature.Experiments.AppendixB;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Tests.Experiments;

public sealed class SampleClaimsTests
{
    private const int Dimension = 100;
    private const double Near = 0.033; // (1 + ½ ln 100)/100 = 0.03303
    private const double Far = 0.0331;
    private const double Edge = 7;

    [Theory]
    [InlineData(new[] { Near }, Outcome.Holds)]
    [InlineData(new[] { Far }, Outcome.DoesNotHold)]
    [InlineData(new[] { 0, Near, 1 }, Outcome.Holds)] // the median
    [InlineData(new[] { 0, Far, 1 }, Outcome.DoesNotHold)]
    public void SamplesAreToBeAsNearToTheLawAsItsOwnAre(double[] distances, Outcome expected)
    {
        Assert.Equal(expected, SampleClaims.MarchenkoPastur(new(Dimension, distances)).Outcome);
        Assert.Equal(expected, SampleClaims.Outliers(new(Dimension, distances), [Spike(strength: 3, errors: 1)]).Outcome);
    }

    [Theory]
    [InlineData(new[] { 6, 6 }, Outcome.Holds)]
    [InlineData(new[] { 6, 5 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 7, 6 }, Outcome.DoesNotHold)]
    public void EverySampleIsToHaveAsManyZerosAsItLacksVectors(int[] zeros, Outcome expected) =>
        Assert.Equal(expected, SampleClaims.TrivialEigenvalues(dimension: 10, vectors: 4, zeros).Outcome);

    [Theory]
    [InlineData(3, 0, Edge, Outcome.Holds)]
    [InlineData(-3, 3, Edge + 3, Outcome.Holds)]
    [InlineData(0, -3, Edge - 3, Outcome.Holds)]
    [InlineData(3.01, 0, Edge, Outcome.DoesNotHold)]
    [InlineData(-3.01, 0, Edge, Outcome.DoesNotHold)]
    [InlineData(0, 3.01, Edge, Outcome.DoesNotHold)]
    [InlineData(0, -3.01, Edge, Outcome.DoesNotHold)]
    [InlineData(0, 0, Edge + 3.01, Outcome.DoesNotHold)]
    [InlineData(0, 0, Edge - 3.01, Outcome.DoesNotHold)]
    public void SpikesClearlyAboveFollowTheLawAndThoseClearlyBelowStayAtTheEdge(
        double placeErrors, double overlapErrors, double placeBelow, Outcome expected)
    {
        SampledSpike above = Spike(strength: 1.5, placeErrors, overlapErrors), below = AtPlace(strength: 0.5, placeBelow);
        SampledSpike between = Spike(strength: 1, errors: 50); // the transition is of some width
        SampledSpike[] good = [Spike(strength: 2, errors: 1), AtPlace(strength: 0.25, Edge)];
        Assert.Equal(expected, SampleClaims.Transition(gamma: 0.25, Edge, [.. good, above, below, between]).Outcome);
    }

    [Fact]
    public void TheEvidenceOfTheTransitionHasTheWorstOfBothSides()
    {
        SampledSpike[] spikes =
        [
            AtPlace(strength: 0.25, Edge + 1.5), AtPlace(strength: 0.5, Edge),
            Spike(strength: 1.5, errors: 0.5), Spike(strength: 2, errors: 2.25),
        ];
        Assert.Equal(
            "from (ℓ − 1)/√γ = 1.5 on, places and overlaps are within 2.25 standard errors of the prediction; "
            + "up to 0.5 the largest eigenvalue is within 1.5 of that of a sample without spike",
            SampleClaims.Transition(gamma: 0.25, Edge, spikes).Evidence);
    }

    [Theory]
    [InlineData(3, 0, Outcome.Holds)]
    [InlineData(0, 3, Outcome.Holds)]
    [InlineData(3.01, 0, Outcome.DoesNotHold)]
    [InlineData(0, -3.01, Outcome.DoesNotHold)]
    public void OutliersOfClustersAreToBeWithinThreeErrors(double placeErrors, double overlapErrors, Outcome expected)
    {
        SampledSpike hidden = Spike(strength: 1, errors: 50);
        hidden = hidden with { Predicted = new OutlierPrediction(hidden.Predicted.Spike, isOutlier: false, place: 0, overlap: 0) };
        SampledSpike[] spikes = [Spike(strength: 3, errors: 1), hidden, Spike(strength: 2, placeErrors, overlapErrors)];
        Assert.Equal(expected, SampleClaims.Outliers(new(Dimension, [Near]), spikes).Outcome);
    }

    private static SampledSpike Spike(double strength, double errors) => Spike(strength, errors, errors);

    // √γ is ½; the standard errors are 1 and ¼.
    private static SampledSpike Spike(double strength, double placeErrors, double overlapErrors)
    {
        double spike = 1 + (0.5 * strength);
        return new SampledSpike(
            "one spike",
            new OutlierPrediction(spike, isOutlier: true, place: 0, overlap: 0),
            new MeasuredSpike(spike, placeErrors, PlaceError: 1, 0.25 * overlapErrors, OverlapError: 0.25));
    }

    // Below the threshold the prediction, the limit of infinite size, has no part in it.
    private static SampledSpike AtPlace(double strength, double place)
    {
        SampledSpike spike = Spike(strength, errors: 50);
        return spike with { Measured = spike.Measured with { Place = place } };
    }
}
