using System.Buffers.Binary;
using Tensorboard;
using TorchCurvature.Reporting;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Reporting;

public sealed class EventLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryEventIsAFramedRecordThatReadsBack()
    {
        DateTime before = DateTime.UtcNow;
        using (EventLog log = new(RunDirectory.Open(_folder.Path, overwrite: true)))
        {
            log.Add(0, new LoggedScalar("loss/train", 0.5), new LoggedScalar("loss/test", 0.75));
            log.Add(5_000_000_000, new LoggedScalar("largest_eigenvalues/lambda_max", 12));
            Assert.Equal(3, Read().Count); // while the file is open
        }

        List<Event> events = Read();
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.All(
            events, e => Assert.InRange(DateTime.UnixEpoch.AddSeconds(e.WallTime), before.AddSeconds(-1), DateTime.UtcNow.AddSeconds(1)));
        Assert.Equal([(0L, "loss/train", 0.5f), (0L, "loss/test", 0.75f), (5_000_000_000, "largest_eigenvalues/lambda_max", 12f)],
            events.Skip(1).SelectMany(e => e.Summary.Value.Select(v => (e.Step, v.Tag, v.SimpleValue))));
    }

    [Fact]
    public void TheChecksumIsCastagnolis() => Assert.Equal(0xE3069283, Checksum("123456789"u8));

    private List<Event> Read()
    {
        using var stream = new FileStream(_folder[EventLog.FileName], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        List<Event> events = [];
        for (int at = 0; at < content.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(at));
            Assert.Equal(Mask(Checksum(content.AsSpan(at, 8))), BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(at + 8)));
            Assert.Equal(
                Mask(Checksum(content.AsSpan(at + 12, length))), BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(at + 12 + length)));
            events.Add(Event.Parser.ParseFrom(content, at + 12, length));
            at += length + 16;
        }

        return events;
    }

    private static uint Mask(uint checksum) => unchecked(((checksum >> 15) | (checksum << 17)) + 0xa282ead8);

    // CRC-32C bit by bit, from its polynomial.
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint state = uint.MaxValue;
        foreach (byte value in data)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * 0x82F63B78);
            }
        }

        return ~state;
    }
}
