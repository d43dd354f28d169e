using TorchCurvature.Resources;
using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>
/// A folder that has a subfolder of images for each class: classes are numbered in the order of their names, images come in the order of
/// theirs, as [N, 3, H, W] with channels from 0 to 1, which is what PyTorch's <c>ImageFolder</c> with <c>ToTensor</c> gives.
/// </summary>
internal static class ImageFolder
{
    private const int Channels = 3;

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="classNames">The names of classes that are known already; null for those of the subfolders.</param>
    /// <exception cref="SettingException">There is nothing to read images with, or no image.</exception>
    /// <exception cref="DataFormatException">A file is no image, or of another size than the others.</exception>
    public static ExampleFile Read(string path, IReadOnlyList<string>? classNames)
    {
        IImageDecoder decoder = ImageDecoders.Registered ?? throw new SettingException(
            $"The folder '{path}' may hold images, and nothing is registered to read them. Register one with {nameof(ImageDecoders)}, "
                + "such as SkiaImageDecoder of TorchCurvature.Reporting.");
        string[] folders = [.. Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        string[] names = classNames?.ToArray() ?? folders;
        if (folders.Except(names).FirstOrDefault() is { } stranger)
        {
            throw new SettingException(
                $"'{path}' has a class '{stranger}', and the training data have {string.Join(", ", names.Take(10))}.");
        }

        List<string> files = [];
        List<long> labels = [];
        foreach (string folder in folders)
        {
            string[] found = [.. Directory.GetFiles(Path.Combine(path, folder))
                .Where(file => decoder.Endings.Contains(Path.GetExtension(file).ToLowerInvariant()))
                .Order(StringComparer.Ordinal)];
            files.AddRange(found);
            labels.AddRange(Enumerable.Repeat((long)Array.IndexOf(names, folder), found.Length));
        }

        if (files.Count == 0)
        {
            throw new SettingException(
                $"The folder '{path}' holds no image. It needs a subfolder for each class, with files "
                    + $"{string.Join(", ", decoder.Endings)}.");
        }

        Tensor images = Pixels(decoder, files);
        return new ExampleFile(
            [new TensorArray("images", path, sizeof(float), images)], new TensorArray("classes", path, sizeof(long), tensor(labels, int64)),
            names);
    }

    private static Tensor Pixels(IImageDecoder decoder, List<string> files)
    {
        DecodedImage first = Decode(decoder, files[0]);
        Tensor pixels = empty([files.Count, first.Height, first.Width, Channels], uint8);
        for (int i = 0; i < files.Count; i++)
        {
            DecodedImage image = i == 0 ? first : Decode(decoder, files[i]);
            if ((image.Height, image.Width) != (first.Height, first.Width))
            {
                throw new DataFormatException(
                    $"{files[i]} is an image of {image.Height}x{image.Width} pixels, and {files[0]} of {first.Height}x{first.Width}. "
                        + "Bring all images to one size.");
            }

            using Tensor place = pixels[i];
            image.Bytes.Span.CopyTo(place.bytes);
        }

        return pixels.permute(0, 3, 1, 2).to(float32).contiguous().DividedBy(byte.MaxValue);
    }

    private static DecodedImage Decode(IImageDecoder decoder, string file) =>
        decoder.Decode(file) ?? throw new DataFormatException($"{file} is no image that can be read: it is damaged, or of another format.");
}
