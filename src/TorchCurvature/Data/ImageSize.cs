using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TorchCurvature.Data;

/// <summary>Height and width of images, in pixels; 14x14 as text.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageSize(int Height, int Width) : IParsable<ImageSize>
{
    /// <summary>Reads HEIGHTxWIDTH.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the sides are digits.</param>
    /// <exception cref="FormatException">The text says no size.</exception>
    public static ImageSize Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out ImageSize? size) ? size : throw new FormatException($"'{s}' must be HEIGHTxWIDTH, like 14x14.");

    /// <summary>Reads HEIGHTxWIDTH, where the text says that.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the sides are digits.</param>
    /// <param name="result">The size that it says; null where it says none.</param>
    /// <returns>Whether it says one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ImageSize result)
    {
        result = s?.Split('x') is [var height, var width]
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && rows > 0 && columns > 0
            ? new ImageSize(rows, columns)
            : null;
        return result is not null;
    }

    /// <summary>HEIGHTxWIDTH.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
