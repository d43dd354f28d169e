using System.Buffers.Binary;
using System.IO.Compression;

namespace TorchCurvature.Tests.Data;

/// <summary>Writes small valid sets in MNIST's format; a test then damages one of the four files.</summary>
internal static class MnistFiles
{
    internal const int TrainCount = 23, TestCount = 11, ImageLength = 28 * 28;

    internal static void Write(string folder, bool compressed = false)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in Contents())
        {
            if (compressed)
            {
                File.WriteAllBytes(Path.Combine(folder, name + ".gz"), Gzip(content));
            }
            else
            {
                File.WriteAllBytes(Path.Combine(folder, name), content);
            }
        }
    }

    internal static IEnumerable<(string Name, byte[] Content)> Contents()
    {
        foreach ((string set, int count) in new[] { ("train", TrainCount), ("t10k", TestCount) })
        {
            yield return ($"{set}-images-idx3-ubyte", [.. Numbers(0x803, count, 28, 28),
                .. Enumerable.Range(0, count * ImageLength).Select(index => Pixel(index / ImageLength, index % ImageLength))]);
            yield return ($"{set}-labels-idx1-ubyte", [.. Numbers(0x801, count), .. Enumerable.Range(0, count).Select(Label)]);
        }
    }

    internal static byte Pixel(int image, int position) => (byte)((image * 37) + (position * position * 11));

    internal static byte Label(int image) => (byte)(image * 7 % 10);

    internal static byte[] Numbers(params int[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        }

        return bytes;
    }

    internal static byte[] Gzip(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, CompressionLevel.Fastest))
        {
            stream.Write(content);
        }

        return compressed.ToArray();
    }
}
