using ScottPlot;
using SkiaSharp;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// DejaVu Sans out of this assembly, so that plots have text on a machine without fonts and look the same on every other.
/// </summary>
internal sealed class EmbeddedFont : IFontResolver
{
    // Not the family's own name: another use of the plotting library in this process keeps its fonts.
    internal const string Name = "TorchCurvature DejaVu Sans";

    /// <summary>The family as an SVG file asks for it; Verdana has nearly the same widths.</summary>
    internal const string SvgFamilies = "DejaVu Sans, Verdana, sans-serif";

    private static readonly Lazy<SKTypeface> _typeface = new(Load);
    private static readonly Lazy<bool> _registration = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new EmbeddedFont());
        return true;
    });

    /// <summary>The typeface. The plotting library keeps it for the life of the process.</summary>
    internal static SKTypeface Typeface => _typeface.Value;

    /// <summary>Makes the font known to the plotting library by <see cref="Name"/>.</summary>
    internal static void Register() => _ = _registration.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Name ? Typeface : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface : null;

    private static SKTypeface Load()
    {
        using Stream file = typeof(EmbeddedFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        return SKTypeface.FromStream(file);
    }
}
