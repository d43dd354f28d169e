using System.Globalization;
using TorchCurvature.Spectra;

namespace TorchCurvature.Benchmarks;

/// <summary>One quantity of one matrix over the seeds of the probes.</summary>
internal sealed class CoverageSeries(string network, string matrix, string quantity)
{
    private readonly List<double> _halfWidths = [];
    private readonly List<double> _errors = [];
    private int _resolved;
    private double _truth;

    public static string Header =>
        $"{"network",-21} {"matrix",-18} {"quantity",-14} {"held",5} {"resolved",8} {"half width",10} {"mean error",10} {"truth",10}";

    public string Quantity => quantity;

    public int Count => _halfWidths.Count;

    /// <summary>Seeds whose interval holds the truth; of a curve, the sum of their shares of places.</summary>
    public double Held { get; private set; }

    public void Add(Estimate estimate, double truth)
    {
        double rounding = 1e-9 * Math.Abs(truth);
        Held += estimate.Lower - rounding <= truth && truth <= estimate.Upper + rounding ? 1 : 0;
        _resolved += estimate.IsResolved ? 1 : 0;
        _halfWidths.Add(0.5 * (estimate.Upper - estimate.Lower));
        _errors.Add(estimate.Value - truth);
        _truth = truth;
    }

    /// <summary>
    /// Half width and error of a curve are areas, of which the density's own is 1; it is resolved where the band's half width has at most
    /// half of that.
    /// </summary>
    public void Add(IReadOnlyList<DensityPoint> curve, IReadOnlyList<DensityPoint> truth)
    {
        double peak = truth.Max(p => p.Density), rounding = 1e-9 * peak;
        (DensityPoint Found, DensityPoint True)[] places = [.. curve.Zip(truth)];
        // Where pairs that are known make up the whole density, the band would hold it without any statistics.
        (DensityPoint Found, DensityPoint True)[] uncertain =
            [.. places.Where(p => p.Found.Upper - p.Found.Lower > 1e-6 * p.Found.Density)];
        int held = uncertain.Count(p => IsBetween(p.Found.Lower - rounding, p.True.Density, p.Found.Upper + rounding));
        Held += held / (double)uncertain.Length;
        double area = places.Sum(p => p.True.Density);
        double halfWidth = places.Sum(p => 0.5 * (p.Found.Upper - p.Found.Lower)) / area;
        _halfWidths.Add(halfWidth);
        _errors.Add(places.Sum(p => Math.Abs(p.Found.Density - p.True.Density)) / area);
        _resolved += halfWidth <= 0.5 ? 1 : 0;
        _truth = 1;
    }

    private static bool IsBetween(double low, double value, double high) => low <= value && value <= high;

    /// <summary>A line of the table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{network,-21} {matrix,-18} {quantity,-14} {Held,5:0.0} {_resolved,8} {Median,10:0.00e+0} "
            + $"{MeanError,10:0.0e+0} {_truth,10:0.000e+0}");

    private double MeanError => _errors.Average();

    private double Median => _halfWidths.Order().ElementAt(Count / 2);
}
