using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Small good files of data.</summary>
internal static class DataExamples
{
    private const int Count = 6;
    private const int ImageLength = 28 * 28;
    private const int RecordLength = 1 + (3 * 32 * 32);

    private static readonly byte[] s_inputs =
        Npy("<f4", $"({Count}, 4)", MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, Count * 4).Select(i => i / 7f)]));

    private static readonly byte[] s_labels = Npy("<i8", $"({Count},)", MemoryMarshal.AsBytes<long>([0, 1, 2, 0, 1, 2]));

    private static readonly byte[] s_values =
        Npy("<f8", $"({Count}, 2)", MemoryMarshal.AsBytes<double>([.. Enumerable.Range(0, Count * 2).Select(i => i * 0.5)]));

    public static IReadOnlyList<FuzzExample> Npz { get; } =
    [
        FuzzExample.Of("set.npz", Archive(CompressionLevel.NoCompression, ("x.npy", s_inputs), ("y.npy", s_labels))),
        FuzzExample.Of("set.npz", Archive(CompressionLevel.Fastest, ("x0.npy", s_inputs), ("x1.npy", s_values), ("y.npy", s_labels))),
    ];

    public static IReadOnlyList<FuzzExample> Arrays { get; } =
    [
        new("", new Dictionary<string, byte[]> { ["x.npy"] = s_inputs, ["y.npy"] = s_labels }),
        new("", new Dictionary<string, byte[]> { ["x.npy"] = s_inputs, ["y.npy"] = s_values }),
    ];

    public static IReadOnlyList<FuzzExample> Tables { get; } =
    [
        FuzzExample.Of("set.csv", Encoding.UTF8.GetBytes("a,b,label\n1,2.5,0\n-3e5,4,1\n0.1,7,2\n\"8\",9,0\n")),
        FuzzExample.Of("set.csv", Encoding.UTF8.GetBytes("width,\"the height\",kind\r\n1,2.5,dog\r\n3,4,cat\r\n5,6,\"a, \"\"b\"\"\"\r\n")),
        FuzzExample.Of("set.tsv", Encoding.UTF8.GetBytes("a\tb\ty\n1\t2\t0.5\n3\t4\t0.25\n")),
    ];

    public static IReadOnlyList<FuzzExample> Idx { get; } = [Mnist(isCompressed: false), Mnist(isCompressed: true)];

    public static IReadOnlyList<FuzzExample> Cifar { get; } =
    [
        new("", Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin").Append("test_batch.bin").ToDictionary(name => name, Records)),
    ];

    private static FuzzExample Mnist(bool isCompressed)
    {
        Dictionary<string, byte[]> files = [];
        foreach (string set in (string[])["train", "t10k"])
        {
            Add($"{set}-images-idx3-ubyte", [.. BigEndian(0x803, Count, 28, 28), .. Noise(Count * ImageLength, 256)]);
            Add($"{set}-labels-idx1-ubyte", [.. BigEndian(0x801, Count), .. Noise(Count, 10)]);
        }

        return new("", files);

        void Add(string name, byte[] content) => files.Add(isCompressed ? name + ".gz" : name, isCompressed ? Gzip(content) : content);
    }

    private static byte[] Records(string name)
    {
        byte[] records = Noise(2 * RecordLength, 256);
        (records[0], records[RecordLength]) = (1, 9);
        return records;
    }

    private static byte[] Noise(int count, int below)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(below))];
    }

    private static byte[] BigEndian(params int[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(int)];
        foreach ((int place, int number) in numbers.Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(place * sizeof(int)), number);
        }

        return bytes;
    }

    private static byte[] Npy(string type, string shape, ReadOnlySpan<byte> numbers)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. numbers];
    }

    private static byte[] Archive(CompressionLevel level, params IEnumerable<(string Name, byte[] Content)> entries) =>
        ArchiveMutations.Packed(entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Content)), level);

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            stream.Write(content);
        }

        return compressed.ToArray();
    }
}
