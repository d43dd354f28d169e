using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// What all figures share: colours that colour-blind readers can tell apart (Okabe and Ito 2008), the embedded font, and ticks.
/// </summary>
internal static class PlotStyle
{
    internal static readonly Color Blue = Color.FromHex("#0072B2");
    internal static readonly Color Vermilion = Color.FromHex("#D55E00");
    internal static readonly Color Green = Color.FromHex("#009E73");
    internal static readonly Color Purple = Color.FromHex("#CC79A7");
    internal static readonly Color Ink = Color.FromHex("#222222");
    internal static readonly Color Grey = Color.FromHex("#8A8A8A");
    internal static readonly Color[] Points = [Blue, Vermilion, Green, Purple, Ink];

    // Of a figure 1200 units wide, so that they can be read where it is a column of a page.
    private const int LabelSize = 20;
    private const int TickSize = 18;

    private static readonly Color _grid = Color.FromHex("#E6E6E6");

    /// <summary>An empty panel with named axes.</summary>
    internal static Plot Panel(string title, string xLabel, string yLabel)
    {
        EmbeddedFont.Register();
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = _grid;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.MinimumSize = 24;
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = 112;
        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        Set(plot.Axes.Title.Label, LabelSize);
        plot.Axes.Title.IsVisible = title.Length > 0;
        foreach (IAxis axis in plot.Axes.GetAxes())
        {
            Set(axis.Label, LabelSize);
            Set(axis.TickLabelStyle, TickSize);
        }

        plot.Legend.FontName = EmbeddedFont.Name;
        plot.Legend.FontSize = TickSize;
        plot.Legend.FontColor = Ink;
        plot.Legend.SymbolWidth = 32;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }

    /// <summary>Gives a label the embedded font.</summary>
    internal static void Set(LabelStyle label, float size)
    {
        label.FontName = EmbeddedFont.Name;
        label.Font = EmbeddedFont.Typeface;
        label.FontSize = size;
        label.Bold = false;
        label.ForeColor = Ink;
    }

    /// <summary>A name of a place, below the upper edge of a panel.</summary>
    internal static void Name(Plot plot, string name, double x, double top)
    {
        Text text = plot.Add.Text(name, x, top);
        text.Alignment = Alignment.UpperCenter;
        Set(text.LabelStyle, TickSize);
        text.LabelBackgroundColor = Colors.White.WithAlpha(0.7);
    }

    /// <summary>Ticks of an axis that shows numbers as they are.</summary>
    internal static NumericAutomatic LinearTicks(bool integers = false) =>
        new() { LabelFormatter = ScientificText.Plain, TickDensity = 0.5, IntegerTicksOnly = integers };

    /// <summary>
    /// The legend at an edge, where there is anything to explain: an empty one there keeps the whole panel from being drawn.
    /// </summary>
    internal static void ShowLegendAt(Plot plot, Edge edge)
    {
        if (plot.Legend.GetItems().Length > 0)
        {
            plot.ShowLegend(edge);
        }
    }

    /// <summary>Limits around decimal logarithms: some room, and at least one decade, so that there is a labelled tick.</summary>
    internal static (double Low, double High) DecadeLimits(IReadOnlyCollection<double> logarithms)
    {
        (double low, double high) = logarithms.Count == 0 ? (0, 0) : (logarithms.Min(), logarithms.Max());
        double margin = Math.Max(0.05 * (high - low), (1.2 - (high - low)) / 2);
        return (low - margin, high + margin);
    }

    /// <summary>
    /// Ticks of an axis that shows decimal logarithms: a label for each decade, or for each second, third … where there are many, and for 2
    /// and 5 where there are fewer than two; unlabelled ones at the rest of 2 … 9.
    /// </summary>
    internal static NumericManual DecadeTicks(double lowest, double highest, Func<int, string> label)
    {
        var ticks = new NumericManual();
        int stride = Math.Max(1, (int)Math.Ceiling((highest - lowest) / 10));
        bool isNarrow = highest - lowest < 2;
        for (int decade = (int)Math.Floor(lowest); decade <= highest; decade++)
        {
            if (decade % stride == 0)
            {
                ticks.AddMajor(decade, isNarrow ? Narrow(1, decade) : label(decade));
            }
            else
            {
                ticks.AddMinor(decade);
            }

            for (int digit = 2; digit <= 9 && stride == 1; digit++)
            {
                if (isNarrow && digit is (2 or 5))
                {
                    ticks.AddMajor(decade + Math.Log10(digit), Narrow(digit, decade));
                }
                else
                {
                    ticks.AddMinor(decade + Math.Log10(digit));
                }
            }
        }

        return ticks;

        string Narrow(int digit, int decade) =>
            Math.Abs(decade) <= 3
                ? ScientificText.Plain(digit * Math.Pow(10, decade))
                : digit == 1 ? label(decade) : $"{digit}×{ScientificText.PowerOfTen(decade)}";
    }

    /// <summary>1, 10, 100, 1000, 10000, and powers of ten from there.</summary>
    internal static string Count(int decade) =>
        decade <= 4 ? ScientificText.Plain(Math.Pow(10, decade)) : ScientificText.PowerOfTen(decade);

    /// <summary>
    /// At most about <paramref name="most"/> of the indices 0 … count − 1, evenly on a logarithmic axis; the first ones all.
    /// </summary>
    internal static IEnumerable<int> LogarithmicallyThinned(int count, int most = 400)
    {
        double factor = Math.Pow(Math.Max(1, count), 1.0 / most);
        for (int i = 0; i < count; i = Math.Max(i + 1, (int)((i + 1) * factor) - 1))
        {
            yield return i;
        }
    }
}
