using System.Buffers.Binary;
using System.IO.Compression;

namespace TorchCurvature.Data;

/// <summary>
/// An IDX file of unsigned bytes, plain or gzip (told by its first bytes), read front to back: a big-endian magic number whose last
/// byte is the number of dimensions, the dimensions, the bytes.
/// </summary>
/// <remarks>Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section "File formats".</remarks>
internal sealed class IdxFile : IDisposable
{
    internal const uint LabelsMagic = 0x0801, ImagesMagic = 0x0803;

    private const int PieceLength = 1 << 16;

    // Deflate makes at most so many bytes of one.
    private const double MostCompression = 1032;

    private readonly Stream _stream;
    private readonly string _path;

    internal IdxFile(string path, uint magic)
    {
        _path = path;
        if (!RegularFile.Is(path))
        {
            throw Truncated("its header");
        }

        FileStream file = File.OpenRead(path);
        bool compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        _stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            uint found = ReadNumber();
            if (found != magic)
            {
                throw new DataFormatException(
                    $"{path} is not the IDX file it should be: its magic number is 0x{found:X8}, expected 0x{magic:X8}.");
            }

            Dimensions = [.. Enumerable.Range(0, (int)(magic & 0xff)).Select(_ => (long)ReadNumber())];
            RequireLength(compressed ? MostCompression * file.Length : file.Length);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The number of items, then the shape of one.</summary>
    internal long[] Dimensions { get; }

    /// <summary>Fills the buffer with the next bytes.</summary>
    internal void Read(Span<byte> buffer)
    {
        int count = Decompressed(buffer, static (stream, buffer) => stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        if (count < buffer.Length)
        {
            string promised = Dimensions is null ? "its header" : $"the {string.Join("x", Dimensions)} bytes that its header promises";
            throw Truncated(promised);
        }
    }

    /// <summary>The next bytes. A header may promise any number of them, so room is made as they come.</summary>
    internal byte[] Read(long count)
    {
        using MemoryStream bytes = new();
        byte[] piece = new byte[Math.Min(count, PieceLength)];
        while (bytes.Length < count)
        {
            Span<byte> next = piece.AsSpan(0, (int)Math.Min(piece.Length, count - bytes.Length));
            Read(next);
            bytes.Write(next);
        }

        return bytes.ToArray();
    }

    /// <summary>Makes sure that nothing follows the promised bytes.</summary>
    internal void ExpectEnd()
    {
        Span<byte> next = stackalloc byte[1];
        if (Decompressed(next, static (stream, buffer) => stream.Read(buffer)) > 0)
        {
            throw new DataFormatException($"{_path} has trailing bytes after the {string.Join("x", Dimensions)} that its header promises.");
        }
    }

    public void Dispose() => _stream.Dispose();

    // What a header promises is not believed where the file cannot hold it: room would be made for it.
    private void RequireLength(double most)
    {
        if (Dimensions.Aggregate(1.0, (product, length) => product * length) > most)
        {
            throw Truncated($"the {string.Join("x", Dimensions)} bytes that its header promises");
        }
    }

    private DataFormatException Truncated(string promised) =>
        new($"{_path} is truncated: it ends before the end of {promised}. Get the file again.");

    private uint ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private int Decompressed(Span<byte> buffer, Func<Stream, Span<byte>, int> read)
    {
        try
        {
            return read(_stream, buffer);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException($"{_path} is damaged or truncated: {e.Message} Get the file again.", e);
        }
    }
}
