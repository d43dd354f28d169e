using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>A dtype of NumPy that a tensor can hold: bool, integers and real numbers of up to 8 bytes, in either byte order.</summary>
/// <remarks>Unsigned integers of more than a byte get the next wider signed type, float16 becomes float32: all values stay exact.</remarks>
internal sealed class NumpyType
{
    private readonly string _kind;
    private readonly bool _isSwapped;

    private NumpyType(string kind, bool isSwapped, ScalarType values)
    {
        (_kind, _isSwapped, Values) = (kind, isSwapped, values);
        Size = kind[1] - '0';
    }

    /// <summary>Bytes of a number in the file.</summary>
    public int Size { get; }

    /// <summary>What the numbers become.</summary>
    public ScalarType Values { get; }

    /// <summary>The dtype of a header's <c>descr</c>.</summary>
    /// <param name="descr">As <c>&lt;f8</c>.</param>
    /// <param name="name">What messages call the array.</param>
    /// <exception cref="DataFormatException">Such numbers are not read; the message says what they are.</exception>
    public static NumpyType Of(string descr, string name)
    {
        string kind = descr.TrimStart('<', '>', '|', '=');
        ScalarType? values = kind switch
        {
            "b1" => ScalarType.Bool,
            "u1" => ScalarType.Byte,
            "i1" => ScalarType.Int8,
            "i2" => ScalarType.Int16,
            "i4" or "u2" => ScalarType.Int32,
            "i8" or "u4" or "u8" => ScalarType.Int64,
            "f2" or "f4" => ScalarType.Float32,
            "f8" => ScalarType.Float64,
            _ => null,
        };
        return values is { } found
            ? new NumpyType(kind, descr[0] == '>' && kind[1] != '1', found)
            : throw new DataFormatException($"{name} holds {NameOf(kind)} ('{descr}'), {RemedyFor(kind)}.");
    }

    /// <summary>Numbers of the file as numbers of a tensor.</summary>
    /// <param name="bytes">Whole numbers of the file; changed.</param>
    /// <param name="values">As many of <see cref="Values"/>.</param>
    /// <exception cref="OverflowException">An unsigned number is above 2⁶³ − 1.</exception>
    public void Decode(Span<byte> bytes, Span<byte> values)
    {
        if (_isSwapped)
        {
            Swap(bytes);
        }

        switch (_kind)
        {
            case "b1":
                for (int i = 0; i < bytes.Length; i++)
                {
                    values[i] = bytes[i] == 0 ? (byte)0 : (byte)1;
                }

                break;
            case "u2":
                Widen<ushort, int>(bytes, values);
                break;
            case "u4":
                Widen<uint, long>(bytes, values);
                break;
            case "u8":
                Widen<ulong, long>(bytes, values);
                break;
            case "f2":
                Widen<Half, float>(bytes, values);
                break;
            default:
                bytes.CopyTo(values);
                break;
        }
    }

    private static void Widen<TFrom, TTo>(Span<byte> bytes, Span<byte> values)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        Span<TFrom> from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        Span<TTo> to = MemoryMarshal.Cast<byte, TTo>(values);
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = TTo.CreateChecked(from[i]);
        }
    }

    private void Swap(Span<byte> bytes)
    {
        switch (Size)
        {
            case sizeof(ushort):
                Span<ushort> pairs = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(pairs, pairs);
                break;
            case sizeof(uint):
                Span<uint> fours = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(fours, fours);
                break;
            default:
                Span<ulong> eights = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eights, eights);
                break;
        }
    }

    private static string NameOf(string kind) => kind.Length == 0 ? "numbers without a type" : kind[0] switch
    {
        'O' => "Python objects",
        'U' or 'S' or 'a' => "text",
        'c' => "complex numbers",
        'M' or 'm' => "dates or times",
        'V' => "records",
        'f' => "extended floating-point numbers",
        _ => "numbers of an unknown type",
    };

    private static string RemedyFor(string kind) => kind.Length == 0 ? "which are not read" : kind[0] switch
    {
        'O' => "which are a pickle, and pickles are not opened: save an array of numbers, as numpy.array(…, dtype=float)",
        'U' or 'S' or 'a' => "and has to hold numbers: classes are numbers from 0, as numpy.unique(…, return_inverse=True) gives them",
        'c' => "which a real network does not read: save real and imaginary parts side by side",
        'f' => "which tensors do not have: save it with .astype('float64')",
        _ => "which are not read: save bool, integers, float16, float32 or float64",
    };
}
