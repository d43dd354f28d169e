using ScottPlot;
using SkiaSharp;

namespace TorchCurvature.Reporting.Plots;

/// <summary>Panels one above the other, drawn to PNG (two pixels a unit) and to SVG.</summary>
internal sealed class Figure(params Plot[] panels) : IDisposable
{
    private const int Width = 1200;
    private const int Height = 800;
    private const int Margin = 14;
    private const int PixelsPerUnit = 2;

    /// <summary>Writes <c>plots/name.png</c> and <c>plots/name.svg</c>.</summary>
    internal void Write(RunDirectory run, string name)
    {
        run.Write($"plots/{name}.png", WritePng);
        run.Write($"plots/{name}.svg", WriteSvg);
    }

    public void Dispose()
    {
        foreach (Plot panel in panels)
        {
            panel.Dispose();
        }
    }

    private void WritePng(string path)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width * PixelsPerUnit, Height * PixelsPerUnit));
        surface.Canvas.Scale(PixelsPerUnit);
        Draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        using FileStream file = File.Create(path);
        data.SaveTo(file);
    }

    private void WriteSvg(string path)
    {
        using var drawing = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), drawing))
        {
            Draw(canvas);
        }

        string xml = System.Text.Encoding.UTF8.GetString(drawing.ToArray());
        File.WriteAllText(path, xml
            .Replace("<svg ", $"<svg viewBox=\"0 0 {Width} {Height}\" ", StringComparison.Ordinal)
            .Replace($"font-family=\"{EmbeddedFont.Typeface.FamilyName}\"", $"font-family=\"{EmbeddedFont.SvgFamilies}\"", StringComparison.Ordinal));
    }

    private void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        float height = (float)(Height - 2 * Margin) / panels.Length;
        for (int i = 0; i < panels.Length; i++)
        {
            panels[i].RenderManager.ClearCanvasBeforeEachRender = false;
            panels[i].Render(canvas, new PixelRect(Margin, Width - Margin, Margin + (i + 1) * height, Margin + i * height));
        }
    }
}
