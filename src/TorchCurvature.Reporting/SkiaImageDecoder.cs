using SkiaSharp;
using TorchCurvature.Data.Files;

namespace TorchCurvature.Reporting;

/// <summary>Reads PNG, JPEG, BMP, GIF and WebP images for folders of them; of several pictures in one file the first.</summary>
public sealed class SkiaImageDecoder : IImageDecoder
{
    private const int StoredChannels = 4;
    private const int Channels = 3;

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings { get; } = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"];

    /// <summary>Registers it, so that <c>DataFileSpec</c> reads folders of images.</summary>
    public static void Register() => ImageDecoders.Register(new SkiaImageDecoder());

    /// <inheritdoc/>
    public DecodedImage? Decode(string path)
    {
        using var codec = SKCodec.Create(path);
        if (codec is null)
        {
            return null;
        }

        // What is transparent keeps its own colour, as in a conversion to RGB.
        var wanted = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(wanted);
        if (codec.GetPixels(wanted, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            return null;
        }

        ReadOnlySpan<byte> stored = bitmap.GetPixelSpan();
        byte[] bytes = new byte[wanted.Height * wanted.Width * Channels];
        for (int pixel = 0; pixel < wanted.Height * wanted.Width; pixel++)
        {
            stored.Slice(pixel * StoredChannels, Channels).CopyTo(bytes.AsSpan(pixel * Channels));
        }

        return new DecodedImage(wanted.Height, wanted.Width, bytes);
    }
}
