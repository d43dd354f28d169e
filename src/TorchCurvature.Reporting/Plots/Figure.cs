using ScottPlot;
using SkiaSharp;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>Panels in rows of equal height, drawn to PNG (two pixels a unit) and to SVG.</summary>
internal sealed class Figure(int columns, params Plot[] panels) : IDisposable
{
    private const int Width = 1200;
    /// <summary>The height of a figure of two panels.</summary>
    internal const int UsualHeight = 800;

    private const int Margin = 14;
    private const int PixelsPerUnit = 2;

    // The line below the panels that says what they are of.
    private const int FooterHeight = 24;
    private const int FooterSize = 16;

    private const int ZLibLevel = 4;

    // Lines on white: to look for a filter for each row takes several times as long and saves next to nothing.
    private static readonly SKPngEncoderOptions s_flatColours = new(SKPngEncoderFilterFlags.NoFilters, ZLibLevel);

    /// <summary>Its height; the width is always the same.</summary>
    internal int Height { get; init; } = UsualHeight;

    /// <summary>Panels one above the other.</summary>
    internal Figure(params Plot[] panels)
        : this(columns: 1, panels)
    {
    }

    /// <summary>Writes <c>name.png</c> and <c>name.svg</c>.</summary>
    internal void Write(RunDirectory run, string name)
    {
        string? footer = run.Subject is { } subject ? $"{subject} · run {Path.GetFileName(run.Path)}" : null;
        run.WritePicture(PlotFiles.Png(name), file => WritePng(file, footer));
        run.WritePicture(PlotFiles.Svg(name), file => WriteSvg(file, footer));
    }

    public void Dispose()
    {
        foreach (Plot panel in panels)
        {
            panel.Dispose();
        }
    }

    private void WritePng(Stream file, string? footer)
    {
        var size = new SKImageInfo(Width * PixelsPerUnit, Height * PixelsPerUnit, SKImageInfo.PlatformColorType, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(size);
        surface.Canvas.Scale(PixelsPerUnit);
        Draw(surface.Canvas, footer);
        using SKPixmap pixels = surface.PeekPixels();
        using SKData data = pixels.Encode(s_flatColours) ?? throw new IOException("The picture could not be made.");
        data.SaveTo(file);
    }

    private void WriteSvg(Stream file, string? footer)
    {
        using var drawing = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), drawing))
        {
            Draw(canvas, footer);
        }

        string xml = System.Text.Encoding.UTF8.GetString(drawing.ToArray());
        using var writer = new StreamWriter(file, leaveOpen: true);
        writer.Write(xml
            .Replace("<svg ", $"<svg viewBox=\"0 0 {Width} {Height}\" ", StringComparison.Ordinal)
            .Replace(
                $"font-family=\"{EmbeddedFont.Typeface.FamilyName}\"", $"font-family=\"{EmbeddedFont.SvgFamilies}\"",
                StringComparison.Ordinal));
    }

    private void Draw(SKCanvas canvas, string? footer)
    {
        canvas.Clear(SKColors.White);
        int rows = (panels.Length + columns - 1) / columns;
        float height = (float)(Height - 2 * Margin - (footer is null ? 0 : FooterHeight)) / rows;
        float width = (float)(Width - 2 * Margin) / columns;
        for (int i = 0; i < panels.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            panels[i].RenderManager.ClearCanvasBeforeEachRender = false;
            panels[i].Render(canvas, new PixelRect(
                Margin + column * width, Margin + (column + 1) * width, Margin + (row + 1) * height, Margin + row * height));
        }

        if (footer is not null)
        {
            DrawFooter(canvas, footer);
        }
    }

    // A path or a list of layers may be longer than the figure is wide.
    private void DrawFooter(SKCanvas canvas, string footer)
    {
        const float Widest = Width - 2 * Margin;
        using var font = new SKFont(EmbeddedFont.Typeface, FooterSize);
        using var paint = new SKPaint { Color = new SKColor(PlotStyle.Ink.ARGB), IsAntialias = true };
        long fitting = font.BreakText(footer, Widest);
        string shown = fitting < footer.Length ? $"{footer[..((int)fitting - 1)]}…" : footer;
        canvas.DrawText(shown, Margin, Height - Margin, SKTextAlign.Left, font, paint);
    }
}
