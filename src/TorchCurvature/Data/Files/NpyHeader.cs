using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TorchCurvature.Data.Files;

/// <summary>What stands before the numbers of a <c>.npy</c> file, of its versions 1 to 3.</summary>
/// <param name="Type">The type of the numbers.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">The array's shape.</param>
/// <param name="Length">Bytes before the first number.</param>
/// <remarks>Source: "A simple file format for NumPy arrays", numpy.lib.format.</remarks>
internal sealed partial record NpyHeader(NumpyType Type, bool IsFortran, long[] Shape, int Length)
{
    // NumPy itself refuses longer ones unless told otherwise; a record of a thousand fields is below it.
    private const int LongestHeader = 1 << 16;

    private static readonly byte[] s_magic = [0x93, .. "NUMPY"u8];

    /// <summary>Bytes of all numbers.</summary>
    public long ByteCount => Shape.Aggregate((long)Type.Size, (product, length) => product * length);

    /// <summary>The shape of one row.</summary>
    public long[] RowShape => Shape[1..];

    /// <summary>Whether a file begins like a <c>.npy</c>.</summary>
    public static bool IsAt(ReadOnlySpan<byte> start) => start.StartsWith(s_magic);

    /// <summary>Reads a header and leaves the stream at the first number.</summary>
    /// <param name="stream">At the start of the array.</param>
    /// <param name="name">What messages call the array.</param>
    /// <exception cref="DataFormatException">There is no header that is understood.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !IsAt(start))
        {
            throw new DataFormatException($"{name} is no array of NumPy: it does not begin with \\x93NUMPY. Write it with numpy.save.");
        }

        byte version = start[6];
        if (version is < 1 or > 3)
        {
            throw new DataFormatException($"{name} has version {version}.{start[7]} of NumPy's format; versions 1 to 3 are read.");
        }

        byte[] text = new byte[LengthOf(stream, version, name)];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
        {
            throw new DataFormatException($"{name} is truncated: it ends before the end of its header. Write it again.");
        }

        int before = start.Length + (version == 1 ? sizeof(ushort) : sizeof(uint));
        return Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), before + text.Length, name);
    }

    private static int LengthOf(Stream stream, byte version, string name)
    {
        Span<byte> bytes = stackalloc byte[version == 1 ? sizeof(ushort) : sizeof(uint)];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new DataFormatException($"{name} is truncated: it ends before the end of its header. Write it again.");
        }

        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= LongestHeader
            ? (int)length
            : throw new DataFormatException($"{name} has a header of {length} bytes, which no array of numbers has. Write it again.");
    }

    private static NpyHeader Parse(string text, int length, string name)
    {
        if (Structured().IsMatch(text))
        {
            throw new DataFormatException(
                $"{name} holds records with fields of their own: save the numbers as an array [N, …] without field names.");
        }

        Match descr = Descr().Match(text), order = Order().Match(text), shape = Sides().Match(text);
        if (!descr.Success || !order.Success || !shape.Success)
        {
            throw new DataFormatException($"{name} has a header that is not NumPy's: {text.Trim()}. Write it with numpy.save.");
        }

        NumpyType type = NumpyType.Of(descr.Groups[1].Value, name);
        string[] sides = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new NpyHeader(type, order.Groups[1].Value == "True", Lengths(sides, type, name), length);
    }

    private static long[] Lengths(string[] sides, NumpyType type, string name)
    {
        long[] lengths = new long[sides.Length];
        long bytes = type.Size;
        for (int i = 0; i < sides.Length; i++)
        {
            bool isNumber = long.TryParse(sides[i], NumberStyles.None, CultureInfo.InvariantCulture, out lengths[i]);
            if (!isNumber || long.MaxValue / Math.Max(1, bytes) < lengths[i])
            {
                throw new DataFormatException(
                    $"{name} has a header that says ({string.Join(", ", sides)}), which is no shape of an array. Write it again.");
            }

            bytes *= lengths[i];
        }

        return lengths;
    }

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]*)['""]")]
    private static partial Regex Descr();

    [GeneratedRegex(@"['""]descr['""]\s*:\s*[\[(]")]
    private static partial Regex Structured();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([^)]*)\)")]
    private static partial Regex Sides();
}
