using System.Globalization;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

/// <summary>Counts of outliers above a bulk of equal eigenvalues, where what is right is known beforehand.</summary>
public sealed class FlatBulkTests
{
    /// <summary>Spectra as runs of equal eigenvalues, <c>count*value</c>, and how many stand above the flat one by every rule.</summary>
    [Theory]
    [InlineData("1*7 99*0", 1)]
    [InlineData("1*3 1*2 1*1 97*0", 3)]
    [InlineData("10*5 190*0", 10)]
    [InlineData("200*1", 0)]
    [InlineData("200*0", 0)]
    [InlineData("10*5 90*1 500*0", 10)]
    [InlineData("30*5 190*0", 30)]
    [InlineData("20*5 21*0", 20)]
    [InlineData("5*2 200*0.1", 5)]
    [InlineData("5*2 200*0.1 5*-3", 5)]
    [InlineData("200*0.1 7*-3", 0)]
    [InlineData("3*2 97*-1", 3)]
    [InlineData("1*1 1*1e-9 98*0", 2)]
    [InlineData("3*1e300 100*0", 3)]
    [InlineData("3*1e-300 100*0", 3)]
    [InlineData("4*9 30*3 90*1 400*0", 4)]
    [InlineData("1*5", 0)]
    [InlineData("1*0", 0)]
    [InlineData("1*-2", 0)]
    [InlineData("2*3", 0)]
    [InlineData("3*3", 0)]
    [InlineData("1*7 2*0", 1)]
    [InlineData("2*7 1*0", 0)]
    [InlineData("2*0 1*-1", 0)]
    public void EveryRuleCountsWhatStandsAboveAFlatBulk(string runs, int expected)
    {
        double[] eigenvalues = Runs(runs);
        Assert.All(
            OutlierCounting.CountByEveryRule(new Spectrum(eigenvalues, ScalarType.Float64)),
            count => CheckFlat(eigenvalues, expected, count));
    }

    /// <summary>Rounding moves each eigenvalue within the stated error; the counts stay, and so does that of the identity: none.</summary>
    [Theory]
    [InlineData("200*1", 0)]
    [InlineData("1*3 1*2 1*1 97*0", 3)]
    [InlineData("10*5 90*1 500*0", 10)]
    [InlineData("5*2 400*0.1", 5)]
    [InlineData("1*7 99*0", 1)]
    public void RoundingChangesNoCount(string runs, int expected)
    {
        double[] exact = Runs(runs);
        double error = new Spectrum(exact, ScalarType.Float64).NoiseFloor;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            double[] jittered = [.. exact.Select(e => e + (0.99 * error * ((2 * random.NextDouble()) - 1))).OrderDescending()];
            Assert.All(
                OutlierCounting.CountByEveryRule(new Spectrum(jittered, ScalarType.Float64)),
                count => CheckFlat(jittered, expected, count));
        }
    }

    /// <summary>
    /// The size of rounding that computed eigenvalues of equal ones have, for which the rules used to find up to 26 outliers.
    /// </summary>
    [Theory]
    [InlineData(3), InlineData(20), InlineData(200), InlineData(2000)]
    public void TheIdentityWithJitterHasNoOutliers(int dimension)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            double[] jittered = Jittered(Enumerable.Repeat(1.0, dimension), 1e-15, seed);
            var spectrum = new Spectrum(jittered, ScalarType.Float64);
            Assert.All(OutlierCounting.CountByEveryRule(spectrum), count => Assert.False(count.Count > 0));
        }
    }

    /// <summary>
    /// A Gauss–Newton matrix has N(C − 1) nonzero eigenvalues: outliers and a bulk over decades. The zeros at rounding below are no bulk
    /// that they all stand out from.
    /// </summary>
    [Theory]
    [InlineData(3895, 0), InlineData(3895, 1), InlineData(300, 2), InlineData(100, 3)]
    public void ZerosBelowABulkLeaveTheCountToTheRules(int zeros, int seed)
    {
        double[] zero = [.. Jittered(Enumerable.Repeat(0.0, zeros), 1e-16, seed)];
        double[] spectrum = [2, 1.9, 1.7, 1.5, 1.4, .. Decaying(200, 0.1, decades: 6), .. zero];
        CheckRules(spectrum, 5, OutlierRule.Gap, OutlierRule.Ratio, OutlierRule.BulkEdge);
    }

    /// <summary>
    /// Without the zeros the rules give the same counts and cutoffs: what is equal is left out, and nothing else changes.
    /// </summary>
    [Fact]
    public void ZerosChangeNeitherCountsNorCutoffs()
    {
        double[] above = [2, 1.9, 1.7, 1.5, 1.4, .. Decaying(200, 0.1, decades: 6)];
        IReadOnlyList<OutlierCount> expected = OutlierCounting.CountByEveryRule(new Spectrum(above, ScalarType.Float64));
        Assert.Equal(expected, OutlierCounting.CountByEveryRule(new Spectrum([.. above, .. new double[3000]], ScalarType.Float64)));
    }

    /// <summary>Weight decay adds λ to every eigenvalue, and with it to every cutoff.</summary>
    [Theory]
    [InlineData(0.1), InlineData(3), InlineData(-2)]
    public void AMultipleOfTheIdentityMovesTheCutoffsOnly(double decay)
    {
        double[] spectrum = [2, 1.9, 1.7, 1.5, 1.4, .. Decaying(200, 0.1, decades: 3), .. new double[3000]];
        IReadOnlyList<OutlierCount> plain = OutlierCounting.CountByEveryRule(new Spectrum(spectrum, ScalarType.Float64));
        IReadOnlyList<OutlierCount> moved =
            OutlierCounting.CountByEveryRule(new Spectrum([.. spectrum.Select(e => e + decay)], ScalarType.Float64));
        Assert.Equal(plain.Select(c => c.Count), moved.Select(c => c.Count));
        Assert.All(plain.Zip(moved), pair => Assert.Equal(pair.First.Cutoff + decay, pair.Second.Cutoff, 1e-9));
    }

    /// <summary>
    /// Twenty-five eigenvalues are a bulk that five outliers stand out from; sixteen are none that an edge could be fitted to, and that
    /// rule says so, where the others count.
    /// </summary>
    [Fact]
    public void ARuleThatCannotTellSaysSo()
    {
        double[] outliers = [40, 38, 35, 33, 30];
        CheckRules(
            [.. outliers, .. Decaying(25, 0.3, decades: 1), .. new double[170]], 5, OutlierRule.Gap, OutlierRule.Ratio, OutlierRule.Elbow,
            OutlierRule.BulkEdge);
        double[] few = [.. outliers, .. Decaying(16, 0.3, decades: 1), .. new double[170]];
        CheckRules(few, 5, OutlierRule.Gap, OutlierRule.Ratio, OutlierRule.Elbow);
        OutlierCount missing = OutlierCounting.Count(new Spectrum(few, ScalarType.Float64), OutlierRule.BulkEdge);
        Assert.Equal((null, OutlierBasis.TooFew), (missing.Count, missing.Basis));
    }

    /// <summary>
    /// In float32 the error hides a bulk that runs on below it. It is not flat, so that the few above the error are not all outliers.
    /// </summary>
    [Fact]
    public void ABulkThatRunsOnBelowTheErrorIsNotFlat()
    {
        double[] spectrum = [1, 0.9, 0.8, .. Decaying(2000, 0.02, decades: 30)];
        var single = new Spectrum(spectrum, ScalarType.Float32);
        Assert.InRange(spectrum.Count(e => e > 2 * single.NoiseFloor), 4, 2000);
        Assert.Equal(3, OutlierCounting.Count(single, OutlierRule.Gap).Count);
        Assert.Equal(3, OutlierCounting.Count(single, OutlierRule.Ratio).Count);
        Assert.All(OutlierCounting.CountByEveryRule(single), count => Assert.NotEqual(OutlierBasis.FlatBulk, count.Basis));
    }

    /// <summary>
    /// Ratio's search ends at the edge that the negative bulk shows, and that edge is the neighbour of the last eigenvalue above it; the
    /// rounding of a semidefinite matrix shows none.
    /// </summary>
    [Fact]
    public void RatioEndsAtTheEdgeOfTheNegativeBulk()
    {
        double[] bulk = [.. Decaying(300, 0.5, decades: 7)];
        double[] bothSigns = [9, 8, 7, .. bulk, .. bulk.Reverse().Select(e => -2 * e)];
        OutlierCount count = OutlierCounting.Count(new Spectrum(bothSigns, ScalarType.Float64), OutlierRule.Ratio);
        Assert.Equal((3, 7.0), (count.Count, Math.Round(count.Strength, 12)));
        Assert.Equal(Math.Sqrt(7), count.Cutoff, 1e-12);
        double[] semidefinite = [9, 8, 7, .. bulk, -1e-16, -3e-16];
        OutlierCount found = OutlierCounting.Count(new Spectrum(semidefinite, ScalarType.Float64), OutlierRule.Ratio);
        Assert.Equal((3, 14.0), (found.Count, Math.Round(found.Strength, 12)));
    }

    [Fact]
    public void ASpectrumWithOutliersOnTheNegativeSideOnlyHasNone() =>
        Assert.All(
            OutlierCounting.CountByEveryRule(new Spectrum([.. new double[100], -1, -2], ScalarType.Float64)),
            count => Assert.Equal((0, OutlierBasis.None), (count.Count, count.Basis)));

    /// <summary>Many eigenvalues below a flat part are a bulk, whose edge positive ones have to be beyond.</summary>
    [Fact]
    public void ABulkBelowAFlatPartIsABulk()
    {
        double[] negative = [.. Decaying(60, 5, decades: 2).Reverse().Select(e => -e)];
        var spectrum = new Spectrum([3, 2, 1, .. new double[200], .. negative], ScalarType.Float64);
        Assert.Equal(0, OutlierCounting.Count(spectrum, OutlierRule.Ratio).Count);
        var beyond = new Spectrum([30, 25, 20, .. new double[200], .. negative], ScalarType.Float64);
        Assert.Equal(3, OutlierCounting.Count(beyond, OutlierRule.Ratio).Count);
    }

    /// <summary>
    /// Random runs of equal and spread eigenvalues of either sign: a cutoff is strictly between the last eigenvalue counted and the next,
    /// and never within the stated error of both.
    /// </summary>
    [Fact]
    public void ACutoffIsBetweenTheLastCountedAndTheNext()
    {
        int total = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            List<double> values = [];
            for (int run = 0; run <= random.Next(5); run++)
            {
                int sign = random.Next(4) switch { 0 => 0, 1 => -1, _ => 1 };
                double center = sign * Math.Pow(10, -6 + (8 * random.NextDouble()));
                double spread = random.Next(3) switch { 0 => 0, 1 => 1e-15 * Math.Abs(center), _ => Math.Abs(center) };
                values.AddRange(Enumerable.Range(0, 1 + random.Next(80)).Select(_ => center + (spread * (random.NextDouble() - 0.5))));
            }

            ScalarType precision = random.Next(4) == 0 ? ScalarType.Float32 : ScalarType.Float64;
            var spectrum = new Spectrum([.. values.OrderDescending()], precision);
            foreach (OutlierCount count in OutlierCounting.CountByEveryRule(spectrum))
            {
                if (count.Count is not > 0 and var found)
                {
                    Assert.True(double.IsNaN(count.Cutoff));
                    Assert.Equal(count.Basis == OutlierBasis.None ? 0 : null, found);
                    continue;
                }

                total++;
                int counted = count.Count.Value;
                double last = spectrum.Eigenvalues[counted - 1], next = spectrum.Eigenvalues[counted];
                Assert.True(next < count.Cutoff && count.Cutoff < last, $"seed {seed}, {count}: not between {last:R} and {next:R}");
                Assert.True(last - next > 2 * spectrum.NoiseFloor, $"seed {seed}, {count}: {last:R}, {next:R} within the error");
            }
        }

        Assert.InRange(total, 3000, 15000);
    }

    private static void CheckFlat(double[] eigenvalues, int expected, OutlierCount count)
    {
        Assert.Equal((count.Rule, expected), (count.Rule, count.Count));
        if (expected == 0)
        {
            Assert.Equal((double.NaN, OutlierBasis.None), (count.Cutoff, count.Basis));
            return;
        }

        Assert.InRange(count.Cutoff, Math.BitIncrement(eigenvalues[expected]), Math.BitDecrement(eigenvalues[expected - 1]));
        Assert.Equal(OutlierBasis.FlatBulk, count.Basis);
    }

    private static void CheckRules(double[] eigenvalues, int expected, params OutlierRule[] rules) => Assert.All(
        rules,
        rule => Assert.Equal(expected, OutlierCounting.Count(new Spectrum(eigenvalues, ScalarType.Float64), rule).Count));

    private static double[] Runs(string runs) => [.. runs.Split(' ').SelectMany(run =>
    {
        string[] parts = run.Split('*');
        return Enumerable.Repeat(double.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[0], CultureInfo.InvariantCulture));
    })];

    private static double[] Jittered(IEnumerable<double> values, double size, int seed)
    {
        var random = new Random(seed);
        return [.. values.Select(v => v + (size * Normal(random))).OrderDescending()];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static IEnumerable<double> Decaying(int count, double largest, double decades) =>
        Enumerable.Range(0, count).Select(i => largest * Math.Pow(10, -decades * i / (count - 1)));
}
