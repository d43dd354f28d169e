namespace TorchCurvature.Data.Files;

/// <summary>Reads the pixels of image files, for which this library has no code of its own.</summary>
public interface IImageDecoder
{
    /// <summary>The endings of the files that it reads, in lower case with their dot, as <c>.png</c>.</summary>
    IReadOnlyList<string> Endings { get; }

    /// <summary>Reads an image in colour, without transparency.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its pixels; null where the file is no image.</returns>
    DecodedImage? Decode(string path);
}
