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
    /// <param name="available">How many bytes there are, which may be more.</param>
    /// <param name="what">What it is, with its file, for the message.</param>
    /// <exception cref="PyTorchFileException">There are fewer bytes.</exception>
    public static Tensor Read(Stream content, ScalarType dtype, long count, long available, string what)
    {
        using DisposeScope scope = NewDisposeScope();
        if (count < 0 || count > available / dtype.ElementSize())
        {
            throw TooFew(null);
        }

        Tensor numbers = empty(count, dtype);
        long piece = PieceBytes / dtype.ElementSize();
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
            throw TooFew(e);
        }

        return numbers.MoveToOuterDisposeScope();

        PyTorchFileException TooFew(Exception? cause) =>
            new($"{what} has fewer than {count} numbers of {dtype}: the file is damaged. Save it again.", cause);
    }
}
