using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class SpikedCovarianceTests
{
    [Fact]
    public void ASpikeAboveTheThresholdIsWhatAHandComputes()
    {
        SpikedCovariance model = new(0.5);
        Assert.Equal(1 + Math.Sqrt(0.5), model.Threshold, 1e-15);
        Assert.Equal(new OutlierPrediction(3, true, 3.75, 0.7), model.Predict(3));
    }

    [Fact]
    public void ASpikeUpToTheThresholdStaysAtTheEdge()
    {
        SpikedCovariance model = new(0.25);
        Assert.Equal(1.5, model.Threshold);
        Assert.Equal(new OutlierPrediction(1.4, false, 2.25, 0), model.Predict(1.4));
        Assert.Equal(new OutlierPrediction(1.5, false, 2.25, 0), model.Predict(1.5));
    }

    [Fact]
    public void PlaceAndOverlapAreContinuousAtTheThreshold()
    {
        SpikedCovariance model = new(0.25);
        OutlierPrediction above = model.Predict(1.5 + 1e-6);
        Assert.True(above.IsOutlier);
        Assert.Equal(2.25, above.Place, 1e-10);
        Assert.Equal(0, above.Overlap, 1e-5);
    }

    [Fact]
    public void ASmallSpikeIsAnOutlierBelowTheBulkIfThereAreMoreSamplesThanDimensions()
    {
        OutlierPrediction below = new SpikedCovariance(0.25).Predict(0.25);
        Assert.True(below.IsOutlier && below.Place < 0.25 && below.Place > 0, below.ToString());
        Assert.Equal(new OutlierPrediction(0.6, false, 0.25, 0), new SpikedCovariance(0.25).Predict(0.6));
        Assert.Equal(new OutlierPrediction(0.01, false, 0, 0), new SpikedCovariance(1.5).Predict(0.01));
    }

    [Fact]
    public void EverythingButTheOverlapScalesWithTheVariance()
    {
        OutlierPrediction one = new SpikedCovariance(0.5).Predict(3), scaled = new SpikedCovariance(0.5, 1e-6).Predict(3e-6);
        Assert.Equal(one.Place * 1e-6, scaled.Place, 1e-18);
        Assert.Equal(one.Overlap, scaled.Overlap, 1e-12);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void ASpikeMustBePositive(double wrong)
    {
        Assert.Throws<ArgumentOutOfRangeException>("spike", () => new SpikedCovariance(0.5).Predict(wrong));
        Assert.Throws<ArgumentOutOfRangeException>(
            "spike", () => new GeneralizedMarchenkoPastur(0.5, PopulationSpectrum.Isotropic()).Predict(wrong));
    }
}
