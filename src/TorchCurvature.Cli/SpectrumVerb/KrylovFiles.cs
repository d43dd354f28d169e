using System.Globalization;
using System.Text.Json;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The files of an analysis by products.</summary>
internal static class KrylovFiles
{
    private const string PairsFile = "eigenpairs.csv";
    private const string DensityFile = "density.csv";
    private const string EstimatesFile = "estimates.csv";
    private const int Places = 2000;
    private const double MarginWidths = 4;

    public static IReadOnlyList<string> Names { get; } =
    [
        PairsFile,
        DensityFile,
        EstimatesFile,
        .. PlotFiles.Of(DensityPlot.DefaultName, EigenPairPlot.DefaultName)
    ];

    public static void Write(RunDirectory directory, CurvatureMatrix part, IReadOnlyList<KrylovAnalysis> points)
    {
        CsvTable.Write(directory, PairsFile, "point,end,index,eigenvalue,residual,converged", points.SelectMany(p =>
            p.Pairs.Pairs.Select(FormattableString (pair) =>
            $"{p.Name},{(pair.End == SpectrumEnd.Top ? "top" : "bottom")},{pair.Index},{pair.Value:G17},{pair.ResidualNorm:G17},{(pair.IsConverged ? "true" : "false")}")));
        EigenPairPlot.Write(directory, part.Title, [.. points.Select(p => new NamedEigenPairs(p.Name, p.Pairs))]);
        if (points.All(p => p.Density is null))
        {
            return;
        }

        (string Point, IReadOnlyList<DensityPoint> Curve)[] curves = [.. points.Where(p => p.Density is not null)
            .Select(p => (p.Name, Curve(p.Density!, p.Pairs.Pairs.Max(e => e.Value), p.Pairs.Pairs.Min(e => e.Value))))];
        CsvTable.Write(directory, DensityFile, "point,eigenvalue,density,lower,upper,quadrature_bound", curves.SelectMany(
            c => c.Curve.Select(FormattableString (d) =>
                $"{c.Point},{d.Eigenvalue:G17},{d.Density:G17},{d.Lower:G17},{d.Upper:G17},{d.QuadratureBound:G17}")));
        const string Header = "point,quantity,value,standard_error,products,lower,upper,quadrature_bound,threshold,status,resolved";
        CsvTable.Write(directory, EstimatesFile, Header, points.SelectMany(p => p.Estimates.Select(FormattableString (e) =>
            $"{p.Name},{Name(e.Quantity)},{e.Value:G17},{e.StandardError:G17},{e.Products},{Interval(e)},{Ending(e)}")));
        DensityPlot.Write(directory, part.Title, [.. curves.Select(c => new NamedDensity(
            c.Point, points.Single(p => p.Name == c.Point).Dimension, c.Curve))]);
    }

    /// <summary>
    /// A density at places between the ends of a spectrum, with a width that the probes' nodes resolve, and places closer than that.
    /// </summary>
    public static IReadOnlyList<DensityPoint> Curve(SpectralDensity density, double high, double low, int places = Places)
    {
        low = Math.Min(0, low);
        double range = high > low ? high - low : 1;
        double width = Math.Max(range / 400, density.FinestWidth());
        double margin = Math.Max(0.02 * range, MarginWidths * width);
        double step = (range + (2 * margin)) / (places - 1);
        return density.Smooth([.. Enumerable.Range(0, places).Select(i => low - margin + (step * i))], width);
    }

    public static string Name(SolverStatus status) => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());

    /// <summary>Ends of the 95 % interval and the quadrature's bound, as columns of a line.</summary>
    public static string Interval(Estimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{estimate.Lower:G17},{estimate.Upper:G17},{estimate.QuadratureError:G17}");

    /// <summary>Threshold, status and whether it is resolved, as the last columns of a line.</summary>
    private static string Ending(Estimate estimate) => string.Create(
        CultureInfo.InvariantCulture, $"{estimate.Threshold:G17},{Name(estimate.Status)},{(estimate.IsResolved ? "true" : "false")}");

    public static string Name(EstimatedQuantity quantity) => quantity switch
    {
        EstimatedQuantity.Trace => "trace",
        EstimatedQuantity.FrobeniusNorm => "frobenius-norm",
        EstimatedQuantity.CountNearZero => "near-zero",
        _ => "negative",
    };
}
