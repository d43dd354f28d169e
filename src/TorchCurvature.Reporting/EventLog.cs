using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// A TensorBoard event file that grows while a run goes on: each event is a record of its length, the checksum of that, an <c>Event</c>
/// message and its checksum (TFRecord).
/// </summary>
/// <remarks>
/// TorchSharp's own writer counts time from year 1 where TensorBoard counts seconds from 1970, and names its file after machine and
/// process, so that a later run in the same folder adds to it.
/// </remarks>
public sealed class EventLog : IDisposable
{
    /// <summary>Name of the file in a run's folder; TensorBoard looks for <c>tfevents</c> in it.</summary>
    public const string FileName = "tensorboard/events.out.tfevents.curvature";

    private readonly FileStream _file;

    /// <summary>Begins the file of a run.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public EventLog(RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.Write(FileName, file => Append(file, new Event { WallTime = Now, FileVersion = "brain.Event:2" }));
        _file = new FileStream(run.PathOf(FileName), FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    private static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>Adds one moment, which a reader sees at once.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="scalars">The numbers of that moment.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(long step, params IReadOnlyList<LoggedScalar> scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        var summary = new Tensorboard.Summary();
        summary.Value.AddRange(scalars.Select(s => new Tensorboard.Summary.Types.Value { Tag = s.Name, SimpleValue = (float)s.Value }));
        Append(_file, new Event { WallTime = Now, Step = step, Summary = summary });
        _file.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static void Append(Stream file, Event message)
    {
        byte[] content = message.ToByteArray();
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, content.Length);
        file.Write(number);
        WriteChecksum(file, number);
        file.Write(content);
        WriteChecksum(file, content);
    }

    // Rotated and shifted, so that a checksum of data that hold checksums stays one.
    private static void WriteChecksum(Stream file, ReadOnlySpan<byte> data)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in data)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, unchecked(BitOperations.RotateRight(~checksum, 15) + 0xa282ead8));
        file.Write(masked);
    }
}
