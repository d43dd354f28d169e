using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Precision;

public sealed class WorkingPrecisionTests
{
    [Fact]
    public void WordsTypesAndRoundingBelongTogether()
    {
        foreach (WorkingPrecision precision in WorkingPrecision.All)
        {
            Assert.Same(precision, WorkingPrecision.Parse(precision.Word));
            Assert.Same(precision, WorkingPrecision.Of(precision.ScalarType));
            Assert.Equal(precision.Word, $"{precision}");
        }

        Assert.Equal(MathF.BitIncrement(1f) - 1, WorkingPrecision.Float32.UnitRoundoff);
        Assert.Equal(Math.BitIncrement(1.0) - 1, WorkingPrecision.Float64.UnitRoundoff);
    }

    [Fact]
    public void OthersAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkingPrecision.Of(ScalarType.Float16));
        Assert.Contains(
            "float32, float64", Assert.Throws<ArgumentException>(() => WorkingPrecision.Parse("half")).Message, StringComparison.Ordinal);
    }
}
