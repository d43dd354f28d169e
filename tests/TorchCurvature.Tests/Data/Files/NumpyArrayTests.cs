using System.IO.Compression;
using TorchCurvature.Data.Files;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>Arrays of every type, order, version and container, against the values that were written.</summary>
public sealed class NumpyArrayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, ScalarType> Types { get; } = new()
    {
        { "|b1", ScalarType.Bool }, { "|u1", ScalarType.Byte }, { "|i1", ScalarType.Int8 }, { "<u2", ScalarType.Int32 },
        { "<i2", ScalarType.Int16 }, { "<u4", ScalarType.Int64 }, { "<i4", ScalarType.Int32 }, { "<u8", ScalarType.Int64 },
        { "<i8", ScalarType.Int64 }, { "<f2", ScalarType.Float32 }, { "<f4", ScalarType.Float32 }, { "<f8", ScalarType.Float64 },
        { ">u2", ScalarType.Int32 }, { ">i2", ScalarType.Int16 }, { ">u4", ScalarType.Int64 }, { ">i4", ScalarType.Int32 },
        { ">u8", ScalarType.Int64 }, { ">i8", ScalarType.Int64 }, { ">f2", ScalarType.Float32 }, { ">f4", ScalarType.Float32 },
        { ">f8", ScalarType.Float64 }, { "=i4", ScalarType.Int32 },
    };

    [Theory, MemberData(nameof(Types))]
    public void EveryTypeHasItsValuesInBothOrdersAllVersionsAndAllContainers(string descr, ScalarType values)
    {
        using LiveTensors live = new();
        double[] numbers = NumbersOf(descr);
        double[] columnByColumn = [numbers[0], numbers[3], numbers[1], numbers[4], numbers[2], numbers[5]];
        for (byte version = 1; version <= 3; version++)
        {
            byte[] plain = NumpyFiles.Npy(descr, "(2, 3)", Stored(descr, numbers), version: version);
            byte[] fortran = NumpyFiles.Npy(descr, "(2, 3)", Stored(descr, columnByColumn), isFortran: true, version);
            string stored = _folder[$"{version}-stored.npz"], compressed = _folder[$"{version}-compressed.npz"];
            NumpyFiles.WriteNpz(stored, ("x", plain), ("f", fortran));
            NumpyFiles.WriteNpz(compressed, CompressionLevel.Optimal, ("x", plain), ("f", fortran));
            NpyArray[] arrays =
            [
                NpyArray.Open(NumpyFiles.Write(_folder[$"{version}.npy"], plain)),
                NpyArray.Open(NumpyFiles.Write(_folder[$"{version}-fortran.npy"], fortran)),
                .. NpzFile.Open(stored), .. NpzFile.Open(compressed),
            ];
            foreach (NpyArray array in arrays)
            {
                using Tensor read = array.Read();
                Assert.Equal(values, read.dtype);
                Assert.Equal([2, 3], read.shape);
                Assert.Equal(numbers, Numbers(read));
            }

            Assert.Equal([true, false, true, false, false, false], arrays.Select(a => a.HasRows));
            using Tensor row = arrays[0].ReadRows([1]), rows = arrays[2].ReadRows([1, 0, 1]);
            Assert.Equal(numbers[3..], Numbers(row));
            Assert.Equal([.. numbers[3..], .. numbers[..3], .. numbers[3..]], Numbers(rows));
        }
    }

    /// <summary>More than the pieces that files are read in, whose ends fall between numbers of different arrays.</summary>
    [Fact]
    public void LargeArraysAreWholeAndTheirRowsToo()
    {
        using LiveTensors live = new();
        float[] numbers = [.. Enumerable.Range(0, 700_000).Select(i => (float)Math.Sin(i))];
        byte[] content = NumpyFiles.Npy("<f4", "(1000, 700)", NumpyFiles.Bytes(numbers, BitConverter.GetBytes));
        string path = NumpyFiles.WriteNpz(_folder["large.npz"], ("y", NumpyFiles.Longs("(1,)", 3)), ("x", content));
        NpyArray array = NpzFile.Open(path).Single(a => a.Key == "x");
        using Tensor expected = tensor(numbers, [1000, 700]), whole = array.Read();
        TensorAssert.SameBits(expected, whole);
        long[] places = [999, 3, 4, 5, 0, 998];
        using Tensor chosen = tensor(places), wanted = expected.index_select(0, chosen), rows = array.ReadRows(places);
        TensorAssert.SameBits(wanted, rows);
    }

    [Fact]
    public void ANumberAloneAndAnEmptyArrayHaveTheirShapes()
    {
        Assert.Empty(NpyArray.Open(NumpyFiles.Write(_folder["scalar.npy"], NumpyFiles.Doubles("()", 1.5))).Shape);
        Assert.Equal([0, 6], NpyArray.Open(NumpyFiles.Write(_folder["empty.npy"], NumpyFiles.Doubles("(0, 6)"))).Shape);
    }

    public void Dispose() => _folder.Dispose();

    private static double[] Numbers(Tensor values)
    {
        using Tensor numbers = values.to(float64);
        return numbers.data<double>().ToArray();
    }

    // The ends of each type's range, as far as a double has them.
    private static double[] NumbersOf(string descr) => descr[1..] switch
    {
        "b1" => [0, 1, 1, 0, 0, 1],
        "u1" => [0, 255, 1, 2, 128, 3],
        "i1" => [-128, 127, 0, -1, 1, 5],
        "u2" => [0, 65535, 32768, 1, 2, 3],
        "i2" => [-32768, 32767, 0, -1, 1, 258],
        "u4" => [0, 4294967295, 2147483648, 1, 2, 3],
        "i4" => [-2147483648, 2147483647, 0, -1, 66051, 5],
        "u8" => [0, 4611686018427387904, 1, 2, 3, 4],
        "i8" => [-9223372036854775808, 4611686018427387904, 0, -1, 1, 5],
        "f2" => [65504, -0.5, 0, 0.333251953125, 1, 6.103515625e-05],
        "f4" => [-1.5, 0.1f, float.MaxValue, 1e-30f, 0, 7],
        _ => [Math.PI, -1e300, 5e-324, 0, 1, 2],
    };

    private static byte[] Stored(string descr, double[] numbers) => NumpyFiles.Bytes(
        numbers,
        number => descr[1..] switch
        {
            "b1" or "u1" => [(byte)number],
            "i1" => [(byte)(sbyte)number],
            "u2" => BitConverter.GetBytes((ushort)number),
            "i2" => BitConverter.GetBytes((short)number),
            "u4" => BitConverter.GetBytes((uint)number),
            "i4" => BitConverter.GetBytes((int)number),
            "u8" => BitConverter.GetBytes((ulong)number),
            "i8" => BitConverter.GetBytes((long)number),
            "f2" => BitConverter.GetBytes((Half)number),
            "f4" => BitConverter.GetBytes((float)number),
            _ => BitConverter.GetBytes(number),
        },
        descr[0] == '>');
}
