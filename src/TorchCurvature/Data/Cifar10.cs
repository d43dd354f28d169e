using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>CIFAR-10: 32×32 colour images of ten kinds of things, 50,000 for training and 10,000 for testing.</summary>
/// <remarks>Source: A. Krizhevsky, "Learning multiple layers of features from tiny images" (2009); the binary version.</remarks>
public static class Cifar10
{
    private const int Side = 32;
    private const int ClassCount = 10;
    private const int RecordLength = 1 + (3 * Side * Side);

    /// <summary>The means of the training pixels' red, green and blue, scaled to [0, 1].</summary>
    public static IReadOnlyList<double> Means { get; } = [0.4914, 0.4822, 0.4465];

    /// <summary>The standard deviations of the training pixels' red, green and blue, scaled to [0, 1].</summary>
    public static IReadOnlyList<double> StandardDeviations { get; } = [0.2470, 0.2435, 0.2616];

    /// <summary>The five training files, the test file, and the archive of them all, with its published checksum and length.</summary>
    public static DatasetSource Source { get; } = new(
        "CIFAR-10",
        "cifar-10-batches-bin",
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"],
        new Uri("https://www.cs.toronto.edu/~kriz/"),
        [
            new(
                "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530",
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", 170_052_171),
        ]);

    /// <summary>Reads both sets. Cost: one pass over the files; memory beyond the result stays in the megabytes.</summary>
    /// <param name="directory">Holds the six <c>.bin</c> files itself or in its subfolder <c>cifar-10-batches-bin</c>.</param>
    /// <param name="dtype">The floating-point dtype of the inputs.</param>
    /// <param name="resize">The size to shrink (or enlarge) to by exact area averaging; null keeps 32×32.</param>
    /// <returns>
    /// Inputs [N, 3, 32, 32] (or the size asked for), (u/255 − mean)/deviation of pixel bytes u by channel, and labels [N], in file
    /// order, on the CPU. The caller disposes them.
    /// </returns>
    /// <exception cref="DatasetUnavailableException">Files are missing; all are named.</exception>
    /// <exception cref="DataFormatException">A file is not a whole number of records (1 label, 3072 pixels), or
    /// a label is above 9.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side of <paramref name="resize"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is blank, or <paramref name="dtype"/>
    /// not floating point.</exception>
    public static TrainTestSplit Load(
        string directory, ScalarType dtype = ScalarType.Float32, ImageSize? resize = null)
    {
        using PixelConversion conversion = new([.. Means], [.. StandardDeviations], Side, dtype, resize);
        IReadOnlyList<string> paths = Source.Locate(directory);
        using DisposeScope scope = NewDisposeScope();
        return TrainTestSplit.From(
            () => Read("CIFAR-10 train", [.. paths.SkipLast(1)], conversion), () => Read("CIFAR-10 test", [paths[^1]], conversion));
    }

    private static Dataset Read(string name, string[] paths, PixelConversion conversion)
    {
        long total = paths.Sum(CountRecords);
        Tensor inputs = conversion.Allocate(total), labels = empty(total, int64);
        using Tensor records = empty([PixelConversion.ChunkLength, RecordLength], uint8);
        long position = 0;
        foreach (string path in paths)
        {
            using FileStream file = File.OpenRead(path);
            long first = position;
            for (long end = position + CountRecords(path); position < end;
                position += Math.Min(PixelConversion.ChunkLength, end - position))
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor chunk = records.narrow(0, 0, Math.Min(PixelConversion.ChunkLength, end - position));
                file.ReadExactly(chunk.bytes);
                CheckLabels(chunk.bytes, path, position - first);
                labels.narrow(0, position, chunk.shape[0]).copy_(chunk.select(1, 0));
                conversion.Write(chunk.narrow(1, 1, RecordLength - 1), inputs, position);
            }
        }

        return new Dataset(name, inputs, labels, ClassCount);
    }

    private static long CountRecords(string path)
    {
        (long count, long rest) = Math.DivRem(new FileInfo(path).Length, RecordLength);
        if (rest != 0 || count == 0)
        {
            throw new DataFormatException($"{path} is truncated or has trailing bytes: it holds {count} records of {RecordLength} bytes "
                + $"and {rest} bytes more. Get the file again.");
        }

        return count;
    }

    private static void CheckLabels(ReadOnlySpan<byte> records, string path, long first)
    {
        for (int start = 0; start < records.Length; start += RecordLength)
        {
            if (records[start] >= ClassCount)
            {
                throw new DataFormatException($"{path}: the label of record {first + (start / RecordLength)} is {records[start]}; "
                    + $"labels are 0 to {ClassCount - 1}.");
            }
        }
    }
}
