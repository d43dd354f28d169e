using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Arrays of a file of numpy.savez, independent of what the library reads such files with.</summary>
internal static partial class NumPyArrays
{
    /// <summary>An array, the caller's; null where there is none of that name.</summary>
    public static Tensor? TryRead(string path, string name)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        if (zip.GetEntry(name + ".npy") is not { } entry)
        {
            return null;
        }

        using Stream content = entry.Open();
        using MemoryStream bytes = new();
        content.CopyTo(bytes);
        return Read(bytes.ToArray());
    }

    private static Tensor Read(byte[] npy)
    {
        const int HeaderStart = 10;
        int length = BitConverter.ToUInt16(npy, HeaderStart - 2);
        string header = Encoding.ASCII.GetString(npy, HeaderStart, length);
        ScalarType dtype = DType().Match(header).Groups[1].Value switch
        {
            "<f8" => ScalarType.Float64,
            "<f4" => ScalarType.Float32,
            "<i8" => ScalarType.Int64,
            var other => throw new NotSupportedException(other),
        };
        long[] shape = [.. Shape().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
        Tensor array = empty(shape, dtype);
        npy.AsSpan(HeaderStart + length).CopyTo(array.bytes);
        return array;
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex DType();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();
}
