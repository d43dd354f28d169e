using System.Buffers;
using Microsoft.Win32.SafeHandles;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>
/// An array in a file of NumPy, of which the header is read. Where its numbers lie in the file as they are, row after row, some of them can
/// be read without the others.
/// </summary>
/// <remarks>
/// Rows are read, and not mapped into memory: the system caches both alike, and what goes wrong with a read is an exception, where it ends
/// the process that touches a mapping.
/// </remarks>
internal sealed class NpyArray : FileArray
{
    private const int PieceLength = 1 << 20;

    private readonly Action<Action<Stream>> _useContent;
    private readonly string? _path;
    private readonly long _start;
    private readonly long _fileLength;

    /// <summary>An array.</summary>
    /// <param name="key">Its name in its file, as <c>x</c>.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="header">What it is.</param>
    /// <param name="useContent">Hands over what begins with its header, and closes it.</param>
    /// <param name="place">Where its numbers lie in a file; null where they are compressed.</param>
    public NpyArray(string key, string name, NpyHeader header, Action<Action<Stream>> useContent, FilePlace? place)
    {
        (Key, Name, Header, _useContent) = (key, name, header, useContent);
        if (place is not null)
        {
            (_path, _start, _fileLength) = (place.Path, place.Start, new FileInfo(place.Path).Length);
        }
    }

    /// <inheritdoc/>
    public override string Key { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>What it is.</summary>
    public NpyHeader Header { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Shape => Header.Shape;

    /// <inheritdoc/>
    public override ScalarType DType => Header.Type.Values;

    /// <inheritdoc/>
    public override int NumberSize => Header.Type.Size;

    /// <inheritdoc/>
    public override bool HasRows => _path is not null && !(Header.IsFortran && Header.Shape.Length > 1);

    private int ValueSize => DType.ElementSize();

    /// <summary>The array of a <c>.npy</c> file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is none.</exception>
    public static NpyArray Open(string path)
    {
        using FileStream file = File.OpenRead(path);
        NpyHeader header = NpyHeader.Read(file, path);
        RequireLength(path, header, file.Length - header.Length);
        return new NpyArray(Path.GetFileNameWithoutExtension(path), path, header, Use, new FilePlace(path, header.Length));

        void Use(Action<Stream> use)
        {
            using FileStream content = File.OpenRead(path);
            use(content);
        }
    }

    /// <summary>Refuses an array whose numbers are not there, before room is made for them.</summary>
    public static void RequireLength(string name, NpyHeader header, long bytes)
    {
        if (bytes < header.ByteCount)
        {
            throw new DataFormatException(
                $"{name} is truncated: its header promises {header.ByteCount} bytes of numbers, and {bytes} are there. Write it again.");
        }

        if (bytes > header.ByteCount)
        {
            throw new DataFormatException(
                $"{name} has {bytes - header.ByteCount} bytes more than its header promises. Write one array into a file of its own.");
        }
    }

    /// <inheritdoc/>
    public override ExampleStore Stream(ScalarType dtype) => new FileStore(this, dtype);

    /// <inheritdoc/>
    public override Tensor Read()
    {
        long[] stored = Header.IsFortran ? [.. Header.Shape.Reverse()] : Header.Shape;
        Tensor values = empty(stored, Header.Type.Values);
        try
        {
            _useContent(stream =>
            {
                NpyHeader.Read(stream, Name);
                Fill(values, bytes => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
            });
            if (!Header.IsFortran || stored.Length < 2)
            {
                return values;
            }

            using Tensor reversed = values.permute([.. Enumerable.Range(0, stored.Length).Reverse().Select(i => (long)i)]);
            Tensor inOrder = reversed.contiguous();
            values.Dispose();
            return inOrder;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    /// <summary>Some rows [n, …], in this order; the caller owns them.</summary>
    /// <param name="rows">Their places.</param>
    public Tensor ReadRows(ReadOnlySpan<long> rows)
    {
        using SafeFileHandle file = File.OpenHandle(_path!);
        if (RandomAccess.GetLength(file) != _fileLength)
        {
            throw new DataFormatException($"{_path} changed while it was in use. Start again.");
        }

        long rowBytes = Header.ByteCount / Header.Shape[0];
        Tensor values = empty([rows.Length, .. Header.RowShape], Header.Type.Values);
        try
        {
            for (int first = 0, next; first < rows.Length; first = next)
            {
                next = first + 1;
                while (next < rows.Length && rows[next] == rows[next - 1] + 1)
                {
                    next++;
                }

                long at = _start + (rows[first] * rowBytes);
                using Tensor run = values.narrow(0, first, next - first);
                Fill(run, bytes =>
                {
                    int count = RandomAccess.Read(file, bytes, at);
                    at += count;
                    return count;
                });
            }

            return values;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    // Piece by piece, so that beside the tensor itself a megabyte is enough.
    private void Fill(Tensor values, ReadBytes read)
    {
        using Tensor flat = values.view(-1);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int most = PieceLength / Header.Type.Size;
            for (long at = 0, count; at < flat.shape[0]; at += count)
            {
                count = Math.Min(most, flat.shape[0] - at);
                Span<byte> piece = buffer.AsSpan(0, (int)count * Header.Type.Size);
                for (int filled = 0, got; filled < piece.Length; filled += got)
                {
                    got = read(piece[filled..]);
                    if (got == 0)
                    {
                        throw new DataFormatException($"{Name} is truncated or damaged: it ends before its numbers do. Write it again.");
                    }
                }

                using Tensor part = flat.narrow(0, at, count);
                Header.Type.Decode(piece, part.bytes[..((int)count * ValueSize)]);
            }
        }
        catch (OverflowException e)
        {
            throw new DataFormatException($"{Name} holds a number above 2^63 - 1, which no tensor has. Save smaller numbers.", e);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException($"{Name} is damaged: {e.Message} Write it again.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private delegate int ReadBytes(Span<byte> bytes);
}
