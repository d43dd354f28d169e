using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>MNIST: grey 28×28 images of the digits 0 … 9, 60,000 for training and 10,000 for testing.</summary>
/// <remarks>
/// Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition" (1998). Any four IDX
/// files of the same names and image size are read alike, as Fashion-MNIST's.
/// </remarks>
public static class Mnist
{
    /// <summary>The mean of the training pixels, scaled to [0, 1].</summary>
    public const double Mean = 0.1307;

    /// <summary>The standard deviation of the training pixels, scaled to [0, 1].</summary>
    public const double StandardDeviation = 0.3081;

    private const int Side = 28;
    private const int ClassCount = 10;

    /// <summary>The four IDX files and the mirror that PyTorch's loader also uses, with the published checksums.</summary>
    public static DatasetSource Source { get; } = new(
        "MNIST",
        "mnist",
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
        new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        [
            new(
                "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 9_912_422),
            new(
                "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432",
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 28_881),
            new(
                "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3",
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 1_648_877),
            new(
                "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c",
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542),
        ]);

    /// <summary>Reads both sets. Cost: one pass over the files; memory beyond the result stays in the megabytes.</summary>
    /// <param name="directory">Holds the four files, plain or gzip, itself or in its subfolder <c>mnist</c>.</param>
    /// <param name="dtype">The floating-point dtype of the inputs.</param>
    /// <param name="resize">The size to shrink (or enlarge) to by exact area averaging; null keeps 28×28.</param>
    /// <returns>
    /// Inputs [N, 1, 28, 28] (or the size asked for), (u/255 − 0.1307)/0.3081 of pixel bytes u, and labels [N], in file order, on the
    /// CPU. The caller disposes them.
    /// </returns>
    /// <exception cref="DatasetUnavailableException">Files are missing; all are named.</exception>
    /// <exception cref="DataFormatException">
    /// A file is truncated, too long, damaged, or has the wrong magic number or image size; images and labels differ in number; a
    /// label is above 9.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A side of <paramref name="resize"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is blank, or <paramref name="dtype"/>
    /// not floating point.</exception>
    public static TrainTestSplit Load(
        string directory, ScalarType dtype = ScalarType.Float32, ImageSize? resize = null)
    {
        using PixelConversion conversion = new([Mean], [StandardDeviation], Side, dtype, resize);
        IReadOnlyList<string> paths = Source.Locate(directory);
        using DisposeScope scope = NewDisposeScope();
        return TrainTestSplit.From(
            () => Read("MNIST train", paths[0], paths[1], conversion), () => Read("MNIST test", paths[2], paths[3], conversion));
    }

    private static Dataset Read(string name, string imagePath, string labelPath, PixelConversion conversion)
    {
        byte[] labels = ReadLabels(labelPath);
        Tensor inputs = ReadImages(imagePath, labels.Length, labelPath, conversion);
        return new Dataset(name, inputs, tensor(labels, int64), ClassCount);
    }

    private static byte[] ReadLabels(string path)
    {
        using IdxFile file = new(path, IdxFile.LabelsMagic);
        long count = file.Dimensions[0];
        if (count < 1 || count > Array.MaxLength)
        {
            throw new DataFormatException($"{path} has a header that promises {count} labels.");
        }

        byte[] labels = file.Read(count);
        file.ExpectEnd();
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(ClassCount - 1));
        return wrong < 0
            ? labels
            : throw new DataFormatException($"{path}: the label of example {wrong} is {labels[wrong]}; labels are 0 to {ClassCount - 1}.");
    }

    private static Tensor ReadImages(string path, long count, string labelPath, PixelConversion conversion)
    {
        using IdxFile file = new(path, IdxFile.ImagesMagic);
        if (file.Dimensions is not [_, Side, Side])
        {
            throw new DataFormatException(
                $"{path} holds images of {file.Dimensions[1]}x{file.Dimensions[2]} pixels, expected {Side}x{Side}.");
        }

        if (file.Dimensions[0] != count)
        {
            throw new DataFormatException($"{path} holds {file.Dimensions[0]} images, but {labelPath} {count} labels.");
        }

        Tensor inputs = conversion.Allocate(count);
        using Tensor pixels = empty([Math.Min(count, PixelConversion.ChunkLength), Side * Side], uint8);
        for (long start = 0; start < count; start += PixelConversion.ChunkLength)
        {
            using Tensor chunk = pixels.narrow(0, 0, Math.Min(PixelConversion.ChunkLength, count - start));
            file.Read(chunk.bytes);
            conversion.Write(chunk, inputs, start);
        }

        file.ExpectEnd();
        return inputs;
    }
}
