using System.Text.Json;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The tables and figures of points that were looked at by products: eigenpairs at the ends, density and estimates.</summary>
public static class ProductFiles
{
    private const string PairsTable = "eigenpairs.csv";
    private const string DensityTable = "density.csv";
    private const string EstimatesTable = "estimates.csv";

    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [PairsTable, DensityTable, EstimatesTable, .. PlotFiles.Of(DensityPlot.DefaultName, EigenPairPlot.DefaultName)];

    /// <summary>Writes them.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="matrix">Which matrix was looked at.</param>
    /// <param name="points">The points.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, CurvatureMatrix matrix, IReadOnlyList<ProductResult> points)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(points);
        WritePairs(run, points);
        EigenPairPlot.Write(run, matrix.Title, [.. points.Select(p => new NamedEigenPairs(p.Name, p.Pairs))]);
        NamedDensity[] densities =
            [.. from p in points where p.DensityCurve is not null select new NamedDensity(p.Name, p.Dimension, p.DensityCurve!.Points)];
        if (densities.Length == 0)
        {
            return;
        }

        WriteDensities(run, densities);
        WriteEstimates(run, points);
        DensityPlot.Write(run, matrix.Title, densities);
    }

    /// <summary>What a status is called.</summary>
    internal static string Name(SolverStatus status) => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());

    /// <summary>What an estimated quantity is called.</summary>
    internal static string Name(EstimatedQuantity quantity) => quantity switch
    {
        EstimatedQuantity.Trace => "trace",
        EstimatedQuantity.FrobeniusNorm => "frobenius-norm",
        EstimatedQuantity.CountNearZero => "near-zero",
        _ => "negative",
    };

    private static void WritePairs(RunDirectory run, IReadOnlyList<ProductResult> points)
    {
        var rows = from point in points from pair in point.Pairs.Pairs select new { Point = point.Name, Pair = pair };
        CsvTable.Write(run, PairsTable, rows,
        [
            new("point", r => r.Point),
            new("end", r => r.Pair.End == SpectrumEnd.Top ? "top" : "bottom"),
            new("index", r => r.Pair.Index),
            new("eigenvalue", r => r.Pair.Value),
            new("residual", r => r.Pair.ResidualNorm),
            new("converged", r => r.Pair.IsConverged),
        ]);
    }

    private static void WriteDensities(RunDirectory run, IReadOnlyList<NamedDensity> densities)
    {
        var rows = from density in densities from place in density.Curve select new DensityRow(density.Point, place);
        CsvTable.Write(run, DensityTable, rows,
        [
            new("point", r => r.Point),
            .. DensityColumns.Of<DensityRow>(r => r.Place),
        ]);
    }

    private static void WriteEstimates(RunDirectory run, IReadOnlyList<ProductResult> points)
    {
        var rows = from point in points from estimate in point.Estimates select new { Point = point.Name, Estimate = estimate };
        CsvTable.Write(run, EstimatesTable, rows,
        [
            new("point", r => r.Point),
            new("quantity", r => Name(r.Estimate.Quantity)),
            new("value", r => r.Estimate.Value),
            new("standard_error", r => r.Estimate.StandardError),
            new("products", r => r.Estimate.Products),
            new("lower", r => r.Estimate.Lower),
            new("upper", r => r.Estimate.Upper),
            new("quadrature_bound", r => r.Estimate.QuadratureError),
            new("threshold", r => r.Estimate.Threshold),
            new("status", r => Name(r.Estimate.Status)),
            new("resolved", r => r.Estimate.IsResolved),
        ]);
    }

    private sealed record DensityRow(string Point, DensityPoint Place);
}
