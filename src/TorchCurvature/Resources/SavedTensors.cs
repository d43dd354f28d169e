using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>
/// Tensors in TorchSharp's own format: a number, then for each its name, its type, its shape and its bytes. Looked through before
/// TorchSharp reads them, because it makes room for whatever sizes it finds.
/// </summary>
internal static class SavedTensors
{
    // More than any tensor has.
    private const long MostDimensions = 64;

    /// <summary>Looks through a module that <c>save</c> wrote, and goes back to where it begins.</summary>
    /// <param name="reader">At the beginning of the module.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="EndOfStreamException">It is truncated.</exception>
    public static void CheckModule(BinaryReader reader)
    {
        long start = reader.BaseStream.Position;
        long count = ReadNumber(reader);
        for (long i = 0; i < count; i++)
        {
            int length = reader.Read7BitEncodedInt();
            BoundedReader.Require(reader.BaseStream, length);
            reader.BaseStream.Position += length;
            Skip(reader);
        }

        reader.BaseStream.Position = start;
    }

    /// <summary>Looks through a tensor, and goes back to where it begins.</summary>
    /// <param name="reader">At the beginning of the tensor.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="EndOfStreamException">It is truncated.</exception>
    public static void CheckTensor(BinaryReader reader)
    {
        long start = reader.BaseStream.Position;
        Skip(reader);
        reader.BaseStream.Position = start;
    }

    private static void Skip(BinaryReader reader)
    {
        var dtype = (ScalarType)ReadNumber(reader);
        long dimensions = ReadNumber(reader);
        if (!Enum.IsDefined(dtype) || dimensions > MostDimensions)
        {
            throw new InvalidDataException("a tensor in it has no type or shape that there is");
        }

        using Tensor one = empty(1, dtype);
        double bytes = one.element_size();
        for (long i = 0; i < dimensions; i++)
        {
            bytes *= ReadNumber(reader);
        }

        BoundedReader.Require(reader.BaseStream, bytes);
        reader.BaseStream.Position += (long)bytes;
    }

    // Seven bits a byte, the lowest first; a byte of the high bit is not the last one.
    private static long ReadNumber(BinaryReader reader)
    {
        long number = reader.Read7BitEncodedInt64();
        return number >= 0 ? number : throw new InvalidDataException("a number in it is negative");
    }
}
