using System.Buffers.Binary;
using System.Text.Json;
using TorchCurvature.PyTorch.Archives;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>
/// Files of the safetensors library: eight bytes with the length of a table in JSON, the table, and the numbers that it tells apart.
/// </summary>
internal static class SafetensorsFile
{
    private const int LengthBytes = sizeof(long);

    /// <summary>The tensors in the order of the table, in the caller's dispose scope.</summary>
    /// <exception cref="PyTorchFileException">The file is damaged, or has numbers of a kind that is not read here.</exception>
    public static List<StoredTensor> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] length = new byte[LengthBytes];
        file.ReadExactly(length);
        byte[] table = new byte[checked((int)TableLength(length))];
        file.ReadExactly(table);
        long start = file.Position;
        try
        {
            using JsonDocument entries = JsonDocument.Parse(table);
            return
            [
                .. entries.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__")
                    .Select(e => new StoredTensor(e.Name, ReadTensor(file, start, e, path))),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PyTorchFileException($"The table of '{path}' is none of safetensors': the file is damaged. Save it again.", e);
        }
    }

    private static long TableLength(ReadOnlySpan<byte> start) => BinaryPrimitives.ReadInt64LittleEndian(start);

    private static Tensor ReadTensor(FileStream file, long start, JsonProperty entry, string path)
    {
        string kind = entry.Value.GetProperty("dtype").GetString()!;
        ScalarType dtype = DTypeOf(kind)
            ?? throw new PyTorchFileException(
                $"'{path}': '{entry.Name}' has numbers of the kind {kind}, which are not read here. Save it in float32.");
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
        long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt64())];
        double count = shape.Aggregate(1.0, (product, n) => product * n);
        if (offsets is not [var first, var end] || first < 0 || shape.Any(n => n < 0) || end - first != count * dtype.ElementSize())
        {
            throw new PyTorchFileException($"'{path}': '{entry.Name}' is not as long as its shape [{string.Join(", ", shape)}] says.");
        }

        file.Position = start + first;
        using Tensor numbers = StoredNumbers.Read(file, dtype, (long)count, file.Length - file.Position, $"'{path}': '{entry.Name}'");
        return numbers.reshape(shape);
    }

    private static ScalarType? DTypeOf(string kind) => kind switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "I16" => ScalarType.Int16,
        "I8" => ScalarType.Int8,
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        _ => null,
    };
}
