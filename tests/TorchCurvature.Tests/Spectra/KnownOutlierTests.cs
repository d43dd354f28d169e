using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Eigensolvers;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

/// <summary>Counts of large eigenvalues from the upper end alone, beside those of the whole spectrum.</summary>
public sealed class KnownOutlierTests
{
    private static readonly double[] s_outliers = [40, 38, 31, 30, 29, 27, 22];

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void TheGapIsThatOfTheWholeSpectrumWhereNoLargerOneCanBeBelow(int top)
    {
        double[] all = Spectrum([.. s_outliers, 3], bulk: 1);
        OutlierCount whole = OutlierCounting.Count(new Spectrum(all, ScalarType.Float64), OutlierRule.Gap);
        OutlierCount known = Count(all, top)[0];
        Assert.Equal((7, OutlierBasis.Rule), (whole.Count, whole.Basis));
        Assert.Equal((whole.Rule, whole.Count, whole.Basis), (known.Rule, known.Count, known.Basis));
        Assert.Equal(whole.Cutoff, known.Cutoff, 1e-4);
    }

    /// <summary>Between 22, the last one that is known, and 0 there may be a larger difference than 7, and there is one.</summary>
    [Fact]
    public void WhereALargerOneCanBeBelowThereIsNoGap() =>
        Assert.Equal((null, OutlierBasis.TooFew), Of(Count(Spectrum(s_outliers, bulk: 1), 7)[0]));

    [Fact]
    public void TheEdgeOfTheBulkIsSeenWhereEnoughOfTheBulkIs()
    {
        double[] all = Spectrum(s_outliers, bulk: 5);
        Assert.Equal(7, OutlierCounting.Count(new Spectrum(all, ScalarType.Float64), OutlierRule.BulkEdge).Count);
        Assert.Equal((7, OutlierBasis.Rule), Of(Count(all, 30)[1]));
        Assert.Equal((null, OutlierBasis.TooFew), Of(Count(all, 20)[1]));
        Assert.Equal((0, OutlierBasis.None), Of(Count(Spectrum([], bulk: 5), 30)[1]));
    }

    private static (int?, OutlierBasis) Of(OutlierCount count) => (count.Count, count.Basis);

    // Outliers above the quantiles of a semicircle around 0.
    private static double[] Spectrum(double[] outliers, double bulk)
    {
        const int Size = 250;
        double[] angles = [.. Enumerable.Range(0, Size).Select(i => AngleOf((i + 0.5) / Size))];
        return [.. outliers.Concat(angles.Select(angle => bulk * Math.Cos(angle))).OrderDescending()];
    }

    // (θ − sin θ cos θ)/π is the share above cos θ.
    private static double AngleOf(double share)
    {
        (double low, double high) = (0, Math.PI);
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            bool isBelow = (middle - (Math.Sin(middle) * Math.Cos(middle))) / Math.PI < share;
            (low, high) = isBelow ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static IReadOnlyList<OutlierCount> Count(double[] eigenvalues, int top)
    {
        using PrescribedOperator a = new(eigenvalues, seed: 3);
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(a, new LanczosOptions { Top = top, Bottom = 1, Tolerance = 1e-8 });
        return OutlierCounting.CountAmong(pairs);
    }
}
