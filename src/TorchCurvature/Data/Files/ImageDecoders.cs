namespace TorchCurvature.Data.Files;

/// <summary>What reads the images of a folder: the library has no code for their formats, and is given some by whoever has.</summary>
public static class ImageDecoders
{
    /// <summary>What was registered; null for nothing.</summary>
    internal static IImageDecoder? Registered { get; private set; }

    /// <summary>Takes what reads images from here on, in the place of what was registered before.</summary>
    /// <param name="decoder">It; <c>SkiaImageDecoder</c> in the assembly TorchCurvature.Reporting reads PNG and JPEG.</param>
    public static void Register(IImageDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Registered = decoder;
    }
}
