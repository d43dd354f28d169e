using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>The models in ../shared/models, with data and PyTorch's own derivatives. Tests skip with a reason where they are not.</summary>
internal static partial class ReferenceModels
{
    public static string Folder()
    {
        string? data = Environment.GetEnvironmentVariable("TORCHCURVATURE_DATA");
        string?[] places =
        [
            Path.Combine(RepositoryRoot.Path, "..", "shared", "models"),
            data is null ? null : Path.Combine(data, "..", "models"),
        ];
        string? found = places.OfType<string>().FirstOrDefault(Directory.Exists);
        Assert.SkipWhen(found is null, "The reference models are neither in ../shared/models nor beside the folder of TORCHCURVATURE_DATA.");
        return found;
    }

    /// <summary>What is known of a model.</summary>
    public static JsonElement Facts(string name)
    {
        using JsonDocument facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), name + ".json")));
        return facts.RootElement.Clone();
    }

    /// <summary>An array of NAME.npz or, where there is none of that name, NAME.ref.npz; the caller's.</summary>
    public static Tensor Array(string model, string name)
    {
        foreach (string extension in new[] { ".npz", ".ref.npz" })
        {
            using ZipArchive zip = ZipFile.OpenRead(Path.Combine(Folder(), model + extension));
            if (zip.GetEntry(name + ".npy") is { } entry)
            {
                using Stream content = entry.Open();
                using MemoryStream bytes = new();
                content.CopyTo(bytes);
                return Read(bytes.ToArray());
            }
        }

        throw new FileNotFoundException($"{model} has no array {name}.");
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
