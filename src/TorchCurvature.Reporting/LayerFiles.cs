using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The tables and the figure of the blocks of single parameter tensors.</summary>
public static class LayerFiles
{
    private const string LayersTable = "layers.csv";
    private const string EigenvaluesTable = "layer-eigenvalues.csv";
    private const string DensityTable = "layer-density.csv";
    private const int Places = 400;

    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [LayersTable, EigenvaluesTable, DensityTable, .. PlotFiles.Of(LayerPlot.DefaultName)];

    /// <summary>Writes what is known of the blocks of each point; nothing where there are none.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="matrix">Which matrix was looked at.</param>
    /// <param name="points">The points with their blocks.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, CurvatureMatrix matrix, IReadOnlyList<PointLayers> points)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(points);
        PointLayer[] all = [.. points.SelectMany(p => p.Layers.Select(l => new PointLayer(p.Point, l)))];
        if (all.Length == 0)
        {
            return;
        }

        WriteQuantities(run, all);
        WriteEigenvalues(run, all);
        WriteDensities(run, all);
        LayerPlot.Write(run, matrix.Title, [.. points.Select(p => new LayerBars(p.Point, [.. p.Layers.Select(Bar)]))]);
    }

    private static void WriteQuantities(RunDirectory run, IReadOnlyList<PointLayer> all)
    {
        var rows = from block in all from quantity in LayerQuantity.Of(block.Spectrum) select new { Block = block, Quantity = quantity };
        CsvTable.Write(run, LayersTable, rows,
        [
            new("point", r => r.Block.Point),
            new("layer", r => r.Block.Name),
            new("parameters", r => r.Block.Spectrum.Layer.Length),
            new("quantity", r => r.Quantity.Name),
            new("value", r => r.Quantity.Value),
            new("error", r => r.Quantity.Error),
            new("products", r => r.Block.Spectrum.Products),
            new("lower", r => r.Quantity.Lower),
            new("upper", r => r.Quantity.Upper),
            new("quadrature_bound", r => r.Quantity.QuadratureBound),
            new("threshold", r => r.Quantity.Threshold),
            new("status", r => r.Quantity.Status),
        ]);
    }

    private static void WriteEigenvalues(RunDirectory run, IReadOnlyList<PointLayer> all)
    {
        var rows = from block in all from eigenvalue in block.Spectrum.Eigenvalues select new { Block = block, Eigenvalue = eigenvalue };
        CsvTable.Write(run, EigenvaluesTable, rows,
        [
            new("point", r => r.Block.Point),
            new("layer", r => r.Block.Name),
            new("eigenvalue", r => r.Eigenvalue.Value),
            new("error", r => r.Eigenvalue.Error),
        ]);
    }

    private static void WriteDensities(RunDirectory run, IReadOnlyList<PointLayer> all)
    {
        PointLayer[] withDensity = [.. all.Where(b => b.Spectrum.Density is not null)];
        if (withDensity.Length == 0)
        {
            return;
        }

        var rows = from block in withDensity from place in Curve(block.Spectrum) select new DensityRow(block, place);
        CsvTable.Write(run, DensityTable, rows,
        [
            new("point", r => r.Block.Point),
            new("layer", r => r.Block.Name),
            .. DensityColumns.Of<DensityRow>(r => r.Place),
        ]);
    }

    private static IReadOnlyList<DensityPoint> Curve(LayerSpectrum layer) =>
        layer.Density!.Curve(layer.Eigenvalues[0].Value, layer.Eigenvalues[^1].Value, Places).Points;

    private static LayerBar Bar(LayerSpectrum layer)
    {
        Estimate? trace = layer.Estimates.Count > 0 ? layer.Estimates[0] : null;
        return new LayerBar(
            layer.Layer.Name, layer.Largest?.BeyondError ?? 0, layer.Smallest?.BeyondError ?? 0, trace?.Value, trace?.StandardError ?? 0);
    }

    private sealed record PointLayer(string Point, LayerSpectrum Spectrum)
    {
        public string Name => Spectrum.Layer.Name;
    }

    private sealed record DensityRow(PointLayer Block, DensityPoint Place);
}
