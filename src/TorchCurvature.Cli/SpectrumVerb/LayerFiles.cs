using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The files of an analysis layer by layer.</summary>
internal static class LayerFiles
{
    private const string LayersFile = "layers.csv";
    private const string EigenvaluesFile = "layer-eigenvalues.csv";
    private const string DensityFile = "layer-density.csv";
    private const int Places = 400;

    public static IReadOnlyList<string> Names { get; } = [LayersFile, EigenvaluesFile, DensityFile, .. PlotFiles.Of(LayerPlot.DefaultName)];

    /// <summary>Writes what is known of the layers of each point.</summary>
    public static void Write(RunDirectory directory, CurvatureMatrix part, IReadOnlyList<(string Point,
        IReadOnlyList<LayerAnalysis> Layers)> points)
    {
        (string Point, LayerAnalysis Layer)[] all = [.. points.SelectMany(p => p.Layers.Select(l => (p.Point, l)))];
        if (all.Length == 0)
        {
            return;
        }

        CsvTable.Write(
            directory, LayersFile, "point,layer,parameters,quantity,value,error,products,lower,upper,quadrature_bound,threshold,status",
            all.SelectMany(a => Quantities(a.Layer).Select(FormattableString (q) =>
            $"{a.Point},{a.Layer.Layer.Name},{a.Layer.Layer.Length},{q.Name},{q.Value:G17},{q.Error:G17},{a.Layer.Products},{q.Bounds}")));
        CsvTable.Write(directory, EigenvaluesFile, "point,layer,eigenvalue,error", all.SelectMany(a =>
            a.Layer.Eigenvalues.Select(FormattableString (e) =>
            $"{a.Point},{a.Layer.Layer.Name},{e.Value:G17},{e.Error:G17}")));
        (string Point, LayerAnalysis Layer)[] withDensity = [.. all.Where(a => a.Layer.Density is not null)];
        if (withDensity.Length > 0)
        {
            CsvTable.Write(directory, DensityFile, "point,layer,eigenvalue,density,lower,upper,quadrature_bound",
                withDensity.SelectMany(a => KrylovFiles.Curve(a.Layer.Density!, a.Layer.Eigenvalues[0].Value,
                a.Layer.Eigenvalues[^1].Value, Places)
                .Select(FormattableString (d) =>
                    $"{a.Point},{a.Layer.Layer.Name},{d.Eigenvalue:G17},{d.Density:G17},{d.Lower:G17},{d.Upper:G17},{d.QuadratureBound:G17}")));
        }

        LayerPlot.Write(directory, part.Title, [.. points.Select(p => new LayerBars(p.Point, [.. p.Layers.Select(l => new LayerBar(
            l.Layer.Name, BeyondError(l.Largest), BeyondError(l.Smallest), l.Estimates.Count > 0 ? l.Estimates[0].Value : null,
            l.Estimates.Count > 0 ? l.Estimates[0].StandardError : 0))]))]);
    }

    /// <summary>A table for the terminal.</summary>
    public static Table Table(string point, IReadOnlyList<LayerAnalysis> layers, LanczosOptions wanted)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn($"{point}, by layer");
        foreach (string column in (string[])["parameters", "λ max", "λ min", "trace"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (LayerAnalysis layer in layers)
        {
            table.AddRow(
                layer.Layer.Name, Show.Count(layer.Layer.Length), layer.Largest is { } largest
                    ? Show.Brief(largest.Value) : Summary.Missing(wanted, SpectrumEnd.Top),
                layer.Smallest is { } smallest ? Show.Brief(BeyondError(smallest)) : Summary.Missing(wanted, SpectrumEnd.Bottom),
                layer.Estimates is [var trace, ..]
                    ? $"{Show.Brief(trace.Value)}{(trace.Products > 0 ? $" ± {Show.Error(0.5 * (trace.Upper - trace.Lower))}" : "")}"
                    : "");
        }

        return table;
    }

    private static IEnumerable<(string Name, double Value, double Error, string Bounds)> Quantities(LayerAnalysis layer) =>
    [
        .. Known("lambda-max", layer.Largest),
        .. Known("lambda-min", layer.Smallest),
        .. layer.Estimates.Select(e => (KrylovFiles.Name(e.Quantity), e.Value, e.StandardError, Rest(e))),
    ];

    private static IEnumerable<(string Name, double Value, double Error, string Bounds)> Known(string name, (double Value,
        double Error)? eigenvalue) =>
        eigenvalue is { } known ? [(name, known.Value, known.Error, Bounds(known))] : [];

    private static string Rest(Estimate estimate) => string.Create(
        CultureInfo.InvariantCulture, $"{KrylovFiles.Interval(estimate)},{estimate.Threshold:G17},{KrylovFiles.Name(estimate.Status)}");

    private static string Bounds((double Value, double Error) eigenvalue) => string.Create(
        CultureInfo.InvariantCulture,
        $"{eigenvalue.Value - eigenvalue.Error:G17},{eigenvalue.Value + eigenvalue.Error:G17},0,NaN,converged");

    private static double BeyondError((double Value, double Error)? eigenvalue) => eigenvalue is { } known
        && Math.Abs(known.Value) > known.Error ? known.Value : 0;
}
