namespace TorchCurvature.Data.Files;

/// <summary>Reads another stream and sums up what went by, as a zip archive does (CRC-32).</summary>
/// <param name="source">The stream; referred to.</param>
internal sealed class ChecksumStream(Stream source) : Stream
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] s_ofByte = [.. Enumerable.Range(0, 256).Select(value => OfByte((uint)value))];

    private uint _remainder = uint.MaxValue;

    /// <summary>The checksum of what was read so far.</summary>
    public uint Checksum => ~_remainder;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        foreach (byte value in buffer[..count])
        {
            _remainder = s_ofByte[(byte)(_remainder ^ value)] ^ (_remainder >> 8);
        }

        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static uint OfByte(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    }
}
