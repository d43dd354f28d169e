using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>Writes NumPy's formats from their description, byte by byte.</summary>
internal static class NumpyFiles
{
    public static byte[] Npy(string descr, string shape, byte[] numbers, bool isFortran = false, byte version = 1) => Npy(
        $"{{'descr': '{descr}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': {shape}, }}", numbers, version);

    /// <summary>An array whose header has this text.</summary>
    public static byte[] Npy(string header, byte[] numbers, byte version = 1)
    {
        int prefix = version == 1 ? 10 : 12;
        int length = (header.Length + 1 + prefix + 63) / 64 * 64 - prefix;
        byte[] text = Encoding.Latin1.GetBytes(header.PadRight(length - 1) + "\n");
        byte[] size = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. size, .. text, .. numbers];
    }

    public static byte[] Doubles(string shape, params double[] values) => Npy("<f8", shape, Bytes(values, BitConverter.GetBytes));

    public static byte[] Longs(string shape, params long[] values) => Npy("<i8", shape, Bytes(values, BitConverter.GetBytes));

    public static byte[] Bytes<T>(IEnumerable<T> values, Func<T, byte[]> bytes, bool isSwapped = false) =>
        [.. values.SelectMany(value => isSwapped ? bytes(value).Reverse() : bytes(value))];

    public static void WriteNpz(string path, CompressionLevel compression, params (string Key, byte[] Content)[] arrays)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string key, byte[] content) in arrays)
        {
            using Stream entry = archive.CreateEntry($"{key}.npy", compression).Open();
            entry.Write(content);
        }
    }

    public static string WriteNpz(string path, params (string Key, byte[] Content)[] arrays)
    {
        WriteNpz(path, CompressionLevel.NoCompression, arrays);
        return path;
    }

    public static string Write(string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        return path;
    }
}
