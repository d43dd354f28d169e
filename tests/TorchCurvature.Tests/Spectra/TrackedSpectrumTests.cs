using TorchCurvature.Spectra;

namespace TorchCurvature.Tests.Spectra;

public sealed class TrackedSpectrumTests
{
    [Fact]
    public void StepsAreEvenOnALogarithmicScaleAndEndWithTheLast()
    {
        Assert.Equal([1, 10, 100, 1000], TrackedSpectrum.LogarithmicSteps(4, 1000).Order());
        Assert.Equal([1, 3, 9, 27, 82, 245, 737, 2214, 6655, 20000], TrackedSpectrum.LogarithmicSteps(10, 20_000).Order());
        Assert.Equal([50], TrackedSpectrum.LogarithmicSteps(1, 50));
        Assert.Equal([1, 2, 3], TrackedSpectrum.LogarithmicSteps(10, 3).Order());
    }

    [Fact]
    public void NoStepAtAllIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("count", () => TrackedSpectrum.LogarithmicSteps(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>("last", () => TrackedSpectrum.LogarithmicSteps(3, 0));
    }
}
