using SkiaSharp;

namespace TorchCurvature.Tests.Report;

/// <summary>A screenshot as it is kept: in sixteen greys, in which everything that moves is seen, and which make small files.</summary>
internal sealed class Picture
{
    private const int Levels = 16;

    // Of 16: the edge of a letter that lies a fraction of a pixel elsewhere differs less.
    private const int LeastDifference = 4;

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _levels;

    private Picture(int width, int height, byte[] levels) => (_width, _height, _levels) = (width, height, levels);

    public static Picture Of(byte[] png)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        SKColor[] colors = bitmap.Pixels;
        byte[] levels = new byte[colors.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            int grey = ((30 * colors[i].Red) + (59 * colors[i].Green) + (11 * colors[i].Blue)) / 100;
            levels[i] = (byte)(grey * Levels / 256);
        }

        return new Picture(bitmap.Width, bitmap.Height, levels);
    }

    public byte[] ToPng()
    {
        var format = new SKImageInfo(_width, _height, SKColorType.Gray8, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixelCopy(format, [.. _levels.Select(level => (byte)(level * 255 / (Levels - 1)))], _width);
        using SKPixmap pixels = image.PeekPixels();
        using SKData? png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, 9));
        return png!.ToArray();
    }

    /// <summary>The number of dots that differ by so much that one sees it; all of them where the sizes do.</summary>
    public int DifferencesFrom(Picture other)
    {
        if ((_width, _height) != (other._width, other._height))
        {
            return _levels.Length;
        }

        int count = 0;
        for (int i = 0; i < _levels.Length; i++)
        {
            count += Math.Abs(_levels[i] - other._levels[i]) >= LeastDifference ? 1 : 0;
        }

        return count;
    }
}
