using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

public sealed class OutlierCountingTests
{
    // DLMF, table 9.9.1, and Abramowitz and Stegun, section 10.4.
    private static readonly double[] s_airyZeros =
    [
        -2.33810741, -4.08794944, -5.52055983, -6.78670809, -7.94413359, -9.02265085, -10.04017434, -11.00852430, -11.93601556,
        -12.82877675, -13.69148904, -14.52782995, -15.34075514, -16.13268516, -16.90563400, -17.66130011, -18.40113260, -19.12638047,
        -19.83812989, -20.53733291,
    ];

    [Fact]
    public void GapAndRatioCutAtTheirLargestStep()
    {
        var spectrum = new Spectrum([10, 9, 5, 4.5, 1, 0.9, 0.01, 0, -3], ScalarType.Float64);
        Check(OutlierCounting.Count(spectrum, OutlierRule.Gap), OutlierRule.Gap, 2, cutoff: 7, strength: 4);
        // Up to 3 no positive eigenvalue is told from the bulk, which reaches to −3.
        Check(OutlierCounting.Count(spectrum, OutlierRule.Ratio), OutlierRule.Ratio, 2, cutoff: Math.Sqrt(45), strength: 1.8);
        var shallow = new Spectrum([10, 9, 5, 4.5, 1, 0.9, 0.01, 0, -0.005], ScalarType.Float64);
        Check(OutlierCounting.Count(shallow, OutlierRule.Ratio), OutlierRule.Ratio, 6, cutoff: Math.Sqrt(0.009), strength: 90);
    }

    [Fact]
    public void TheElbowIsTheKneeOfTwoStraightLines()
    {
        double[] steep = [.. Enumerable.Range(0, 6).Select(i => Math.Exp(-i))];
        double[] flat = [.. Enumerable.Range(1, 30).Select(i => Math.Exp(-5 - (0.01 * i)))];
        OutlierCount count = OutlierCounting.Count(new Spectrum([.. steep, .. flat], ScalarType.Float64), OutlierRule.Elbow);
        Assert.Equal(5, count.Count);
        Assert.Equal(Math.Exp(-4.5), count.Cutoff, 1e-12);
    }

    [Theory]
    [InlineData(OutlierRule.Gap), InlineData(OutlierRule.Ratio), InlineData(OutlierRule.Elbow), InlineData(OutlierRule.BulkEdge)]
    [InlineData(OutlierRule.Knee)]
    public void NoRuleFindsOutliersWhereNothingIsPositive(OutlierRule rule)
    {
        OutlierCount count = OutlierCounting.Count(new Spectrum([0, 0, -1], ScalarType.Float64), rule);
        Assert.Equal((rule, (int?)0, double.NaN), (count.Rule, count.Count, count.Cutoff));
    }

    [Fact]
    public void EveryRuleHasANameOfItsOwn() =>
        Assert.Equal(
            ["gap", "ratio", "elbow", "bulk-edge", "knee"],
            OutlierCounting.CountByEveryRule(new Spectrum([2, 1], ScalarType.Float64)).Select(c => c.Rule.Name()));

    /// <summary>
    /// With the places from a table of Airy zeros the fit gives edge and scale back to the accuracy of its own places, under 1 % of σ.
    /// </summary>
    [Fact]
    public void TheEdgeOfABulkInItsPlacesIsFound()
    {
        const double Edge = -3, Scale = 0.2;
        BulkEdge fitted = BulkEdge.Fit([.. s_airyZeros.Select(a => Edge + (Scale * a))]);
        Assert.Equal(Edge, fitted.LogEdge, 0.01 * Scale);
        Assert.Equal(Scale, fitted.Scale, 0.01 * Scale);
        Assert.Equal(5, fitted.DistanceOf(Edge + (5 * Scale)), 0.1);
        Assert.Throws<ArgumentException>("logarithms", () => BulkEdge.Fit([1, 0.5]));
    }

    /// <summary>
    /// Behind an eigenvalue that is so many σ above the edge the bulk lies in its places: the zeros of the Airy function, here by terms
    /// of their expansion (DLMF 9.9.18).
    /// </summary>
    [Theory]
    [InlineData(2.4, 0), InlineData(2.6, 1)]
    public void AnEigenvalueIsSeparateFromTwoAndAHalfUnitsAboveTheEdge(double distance, int expected)
    {
        const double Edge = -3, Scale = 0.05;
        double[] bulk = [.. Enumerable.Range(1, 60).Select(j => Math.Exp(Edge + (Scale * AiryZero(j))))];
        Assert.Equal(s_airyZeros[4], AiryZero(5), 1e-6);
        Assert.Equal(expected, EdgeOf([Math.Exp(Edge + (distance * Scale)), .. bulk]).Count);

        static double AiryZero(int j)
        {
            double t = 3 * Math.PI * ((4 * j) - 1) / 8, s = 1 / (t * t);
            return -Math.Pow(t, 2.0 / 3) * (1 + (s * ((5.0 / 48) + (s * ((-5.0 / 36) + (s * 77125 / 82944))))));
        }
    }

    /// <summary>
    /// The level is 1 %, so that 400 matrices without outliers give 4 false alarms or fewer, with a standard deviation of 2.
    /// </summary>
    [Theory]
    [InlineData("sample covariance, wide"), InlineData("sample covariance, tall"), InlineData("symmetric Gaussian")]
    public void RandomMatricesWithoutOutliersHaveNoneAboveTheBulk(string kind)
    {
        const int Draws = 400;
        using Generator generator = new(1);
        int alarms = Enumerable.Range(0, Draws).Count(_ => CountAboveBulk(kind switch
        {
            "sample covariance, wide" => Covariance(randn([90, 270], float64, generator: generator)),
            "sample covariance, tall" => Covariance(randn([200, 100], float64, generator: generator)),
            _ => Symmetric(randn([150, 150], float64, generator: generator)),
        }) > 0);
        Assert.InRange(alarms, 0, 4 + (3 * 2));
    }

    /// <summary>
    /// Spikes of a population twice the threshold 1 + √γ and more leave the bulk (Baik, Ben Arous, Péché), and are counted.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(3), InlineData(12)]
    public void PlantedSpikesAreCounted(int spikes)
    {
        const int Dimension = 120, Examples = 360;
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor scales = ones([Dimension, 1], float64);
        scales.narrow(0, 0, spikes).copy_(linspace(6, 5, spikes, float64).unsqueeze(1));
        Assert.Equal(spikes, CountAboveBulk(Covariance(scales.sqrt() * randn([Dimension, Examples], float64, generator: generator))));
    }

    [Fact]
    public void OfTwoEdgesTheOneWithTheLargestQuotientCounts()
    {
        double[] bulk = [.. Bulk(0.001)];
        double[] cluster = [.. Enumerable.Range(0, 8).Select(i => 0.004 - (0.0002 * i))];
        OutlierCount count = OutlierCounting.Count(
            new Spectrum([1, 0.95, 0.9, .. cluster, .. bulk], ScalarType.Float64), OutlierRule.BulkEdge);
        Assert.Equal(3, count.Count);
        Assert.Equal(Math.Sqrt(0.9 * 0.004), count.Cutoff, 1e-12);
        Assert.True(count.Strength > BulkEdge.CriticalDistance);
    }

    /// <summary>What lies within the negative eigenvalues' reach is not told from the bulk.</summary>
    [Fact]
    public void EigenvaluesNoLargerThanTheMostNegativeOneAreNotCounted()
    {
        double[] bulk = [.. Bulk(0.001)];
        double[] negative = [.. Bulk(1.1).Reverse().Select(e => -e)];
        Assert.Equal(2, EdgeOf([1, 0.9, .. bulk, .. negative.Select(e => e / 2)]).Count);
        Assert.Equal(OutlierBasis.NotApplicable, EdgeOf([1, 0.9, .. bulk, .. negative]).Basis);
    }

    /// <summary>Negative eigenvalues that stand out from the others are outliers themselves, and no depth of the bulk.</summary>
    [Fact]
    public void LoneNegativeEigenvaluesHideNoPositiveOnes()
    {
        double[] bulk = [.. Bulk(0.001)], negative = [.. bulk.Reverse().Select(e => -e)];
        Assert.Equal(2, EdgeOf([1, 0.9, .. bulk, -1.1]).Count);
        Assert.Equal(2, EdgeOf([1, 0.9, .. bulk, .. negative, -1.1, -50]).Count);
    }

    /// <summary>Ten classes have ten eigenvalues, and ninety of their pairs below: two levels, one under the other.</summary>
    [Theory]
    [InlineData(10, 90), InlineData(5, 20)]
    public void LevelsAreToldApart(int classes, int pairs)
    {
        var random = new Random(5);
        double[] upper = [.. Between(random, classes, 30, 40)], lower = [.. Between(random, pairs, 8, 12)];
        OutlierCount count = EdgeOf([.. upper, .. lower, .. Bulk(0.3), .. Bulk(0.02)]);
        Assert.Equal([classes, pairs], count.Levels!);
        Assert.Equal(classes + pairs, count.Count);
        Assert.Null(EdgeOf([.. upper, .. Bulk(0.3), .. Bulk(0.02)]).Levels);
    }

    private static IEnumerable<double> Between(Random random, int count, double low, double high) =>
        Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble())).OrderDescending();

    private static OutlierCount EdgeOf(double[] eigenvalues) =>
        OutlierCounting.Count(new Spectrum(eigenvalues, ScalarType.Float64), OutlierRule.BulkEdge);

    private static IEnumerable<double> Bulk(double edge) =>
        Enumerable.Range(1, 120).Select(j => edge * Math.Exp(-0.02 * Math.Pow(j, 2.0 / 3)));

    private static int CountAboveBulk(Tensor matrix)
    {
        using var owner = matrix;
        using var symmetric = new DenseOperator(matrix);
        return OutlierCounting.Count(new Spectrum(DenseEigensolver.Values(symmetric)), OutlierRule.BulkEdge).Count ?? -1;
    }

    private static Tensor Covariance(Tensor samples)
    {
        using var owner = samples;
        using Tensor transposed = samples.t();
        using Tensor product = samples.mm(transposed);
        return Symmetric(product.clone());
    }

    private static Tensor Symmetric(Tensor square)
    {
        using var owner = square;
        using Tensor transposed = square.t();
        return square + transposed;
    }

    private static void Check(OutlierCount count, OutlierRule rule, int expected, double cutoff, double strength)
    {
        Assert.Equal((rule, expected), (count.Rule, count.Count));
        Assert.Equal(cutoff, count.Cutoff, 1e-12);
        Assert.Equal(strength, count.Strength, 1e-12);
    }
}
