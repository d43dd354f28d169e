using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Figure1;

/// <summary>How many eigenvalues of each spectrum are how close to zero, on one axis for all: |λ| over the largest of each.</summary>
internal static class SharePanel
{
    private const int Decades = 8;
    private const int PlacesOfADecade = 20;

    public static Plot Draw(IReadOnlyList<NamedSpectrum> spectra)
    {
        Plot plot = PlotStyle.Panel("", "t", "share with |λ| ≤ t · max|λ|");
        double[] places = [.. Enumerable.Range(0, (Decades * PlacesOfADecade) + 1).Select(i => ((double)i / PlacesOfADecade) - Decades)];
        foreach ((int i, NamedSpectrum named) in spectra.Index())
        {
            Spectrum spectrum = named.Spectrum;
            double[] shares =
                [.. places.Select(t => spectrum.CountNearZero(Math.Pow(10, t) * spectrum.SpectralNorm) / (double)spectrum.Dimension)];
            Scatter line = plot.Add.Scatter(places, shares, PlotStyle.Points[i]);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 0, named.Title);
        }

        plot.Axes.Bottom.TickGenerator = PlotStyle.DecadeTicks(-Decades, 0, ScientificText.PowerOfTen);
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.SetLimits(-Decades, 0, 0, 1.03);
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }
}
