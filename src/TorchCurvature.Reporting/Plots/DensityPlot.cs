using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/density.png </c> and <c>.svg </c>: the spectral density with its 95 % band, as eigenvalues per unit of λ on a logarithmic axis,
/// so that the bulk and single eigenvalues far
/// from it are both seen.
/// </summary>
public static class DensityPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/density";

    // Densities below this share of one eigenvalue's own peak are nothing but the tail of a Gaussian.
    private const double FloorShare = 1e-2;

    /// <summary>Draws one panel for each point.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="matrix">What the eigenvalues are of, such as <c>Hessian</c>.</param>
    /// <param name="points">The densities from top to bottom; at least one.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="ArgumentException">There is no point.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, string matrix, IReadOnlyList<NamedDensity> points, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(matrix);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
        {
            throw new ArgumentException("The figure needs at least one density.", nameof(points));
        }

        using var figure = new Figure([.. points.Select(p => Draw(matrix, p))]);
        figure.Write(run, name);
    }

    private static Plot Draw(string matrix, NamedDensity point)
    {
        (string name, long dimension, IReadOnlyList<DensityPoint> curve) = point;
        Plot plot = PlotStyle.Panel($"{name}: P = {dimension}", $"eigenvalue λ of the {matrix}", "eigenvalues per unit of λ");
        double top = curve.Max(d => double.IsNaN(d.Upper) ? d.Density : d.Upper) * dimension;
        if (!(top > 0))
        {
            return plot;
        }

        double range = curve[^1].Eigenvalue - curve[0].Eigenvalue;
        double floor = Math.Min(top / 10, FloorShare * 100 / range);
        double[] places = [.. curve.Select(d => d.Eigenvalue)];
        if (curve.All(d => double.IsFinite(d.Lower) && double.IsFinite(d.Upper)))
        {
            FillY band = plot.Add.FillY(places, [.. curve.Select(d => Log(d.Lower))], [.. curve.Select(d => Log(d.Upper))]);
            band.FillColor = PlotStyle.Blue.WithAlpha(0.25);
            band.LineWidth = 0;
            band.LegendText = "95 %";
        }

        Scatter line = plot.Add.ScatterLine(places, [.. curve.Select(d => Log(d.Density))], PlotStyle.Blue);
        line.LineWidth = 1.5f;
        line.LegendText = "density";
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(Log(0), Math.Log10(top), ScientificText.PowerOfTen);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.SetLimits(curve[0].Eigenvalue, curve[^1].Eigenvalue, Log(0), Math.Log10(top) + 0.3);
        plot.Legend.Alignment = Alignment.UpperRight;
        plot.ShowLegend();
        return plot;

        double Log(double density) => Math.Log10(Math.Max(floor, density * dimension));
    }
}
