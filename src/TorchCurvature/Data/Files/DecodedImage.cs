namespace TorchCurvature.Data.Files;

/// <summary>The pixels of an image.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Bytes">Red, green and blue of the first pixel, then of the next in its row: 3·height·width of them.</param>
public sealed record DecodedImage(int Height, int Width, ReadOnlyMemory<byte> Bytes);
