using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Archives;

/// <summary>Tensors of the bytes in files, which are little-endian.</summary>
internal static class StoredNumbers
{
    private const long PieceBytes = 1 << 26;

    /// <summary>A vector of all numbers of a storage, which the caller owns.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="dtype">The numbers' type.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="what">What it is, with its file, for the message.</param>
    /// <exception cref="PyTorchFileException">There are fewer bytes.</exception>
    public static Tensor Read(Stream content, ScalarType dtype, long count, string what)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = empty(count, dtype);
        long piece = PieceBytes / numbers.element_size();
        try
        {
            for (long start = 0; start < count; start += piece)
            {
                using Tensor part = numbers.narrow(0, start, Math.Min(piece, count - start));
                content.ReadExactly(part.bytes);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new PyTorchFileException($"{what} has fewer than {count} numbers of {dtype}: the file is damaged. Save it again.", e);
        }

        return numbers.MoveToOuterDisposeScope();
    }
}
