using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

/// <summary>
/// Means of 16 quadratic forms Σ σ_i z_i² of normal z, as the squared length of a product with a random vector is: Σ σ_i for certain.
/// </summary>
public sealed class SkewedIntervalTests
{
    private const int Trials = 4000;
    private const int Probes = 16;

    /// <summary>
    /// Meant are 95 %. Asked for are 92 % and not all, in the worst case (one eigenvalue, beside much that does not vary) as where the law
    /// is nearly normal.
    /// </summary>
    [Theory]
    [InlineData("one"), InlineData("one on a bulk"), InlineData("two"), InlineData("geometric"), InlineData("harmonic"), InlineData("flat")]
    public void TheMeanIsWithinItsIntervals(string kind)
    {
        double[] weights = Weights(kind);
        var random = new Random(7);
        (int held, int missedAbove, int student) = (0, 0, 0);
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] samples = [.. Enumerable.Range(0, Probes).Select(_ => Form(random, weights))];
            var interval = SkewedInterval.Of(samples);
            var mean = SampleMean.Of(samples);
            bool isAbove = weights.Sum() > interval.Upper;
            missedAbove += isAbove ? 1 : 0;
            held += !isAbove && interval.Lower <= weights.Sum() ? 1 : 0;
            student += Math.Abs(mean.Mean - weights.Sum()) <= mean.HalfWidth ? 1 : 0;
        }

        Assert.InRange(held, 0.92 * Trials, 0.97 * Trials);
        Assert.InRange(missedAbove, 0, 0.06 * Trials);
        // So skewed that a symmetric interval does not hold what it promises.
        Assert.Equal(kind != "flat", student < 0.92 * Trials);
    }

    /// <summary>Samples that lie evenly to both sides have Student's interval: 3.182 for four.</summary>
    [Fact]
    public void WithoutSkewnessItIsStudents()
    {
        var interval = SkewedInterval.Of([1, 2, 4, 5]);
        double halfWidth = 3.182446305 * Math.Sqrt(10.0 / 3 / 4);
        Assert.Equal(3 - halfWidth, interval.Lower, 1e-8);
        Assert.Equal(3 + halfWidth, interval.Upper, 1e-8);
    }

    /// <summary>A long tail upwards says that the mean may be far above, and not far below.</summary>
    [Fact]
    public void ATailWidensItsSideAndItsMirrorImageTheOther()
    {
        double[] samples = [1, 1.2, 1.5, 2, 9];
        SkewedInterval up = SkewedInterval.Of(samples), down = SkewedInterval.Of([.. samples.Select(s => -s)]);
        double mean = samples.Average();
        Assert.True(up.Upper - mean > 1.5 * (mean - up.Lower));
        Assert.Equal(-up.Upper, down.Lower, 1e-12);
        Assert.Equal(-up.Lower, down.Upper, 1e-12);
    }

    [Fact]
    public void EqualSamplesAreCertainAndOneSaysNothing()
    {
        Assert.Equal(new SkewedInterval(3, 3), SkewedInterval.Of([3, 3, 3]));
        Assert.Equal(new SkewedInterval(double.NegativeInfinity, double.PositiveInfinity), SkewedInterval.Of([3]));
        Assert.Throws<ArgumentException>(() => SkewedInterval.Of([]));
    }

    private static double[] Weights(string kind) => kind switch
    {
        "one" => [1],
        "one on a bulk" => [1, .. Enumerable.Repeat(0.0025, 200)],
        "two" => [1, 1],
        "geometric" => [.. Enumerable.Range(0, 40).Select(i => Math.Pow(0.5, i))],
        "harmonic" => [.. Enumerable.Range(1, 60).Select(i => 1.0 / (i * i))],
        "flat" => [.. Enumerable.Repeat(1.0, 100)],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static double Form(Random random, double[] weights) => weights.Sum(weight =>
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return weight * normal * normal;
    });
}
