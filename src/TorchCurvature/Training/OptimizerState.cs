namespace TorchCurvature.Training;

/// <summary>
/// What an <see cref="OptimizerSpec"/> remembers between two steps: how many were taken, and its moments, as the bytes of
/// each parameter's tensors one after the other. Plain memory, so that it outlives the run and needs no release.
/// </summary>
public sealed class OptimizerState
{
    internal OptimizerState(long steps, IReadOnlyList<byte[]> moments) => (Steps, Moments) = (steps, moments);

    /// <summary>Steps taken since the moments were zero; 0 for rules that remember nothing.</summary>
    public long Steps { get; }

    /// <summary>Nothing remembered, as before the first step.</summary>
    internal static OptimizerState Empty { get; } = new(0, []);

    internal IReadOnlyList<byte[]> Moments { get; }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Steps);
        writer.Write(Moments.Count);
        foreach (byte[] moment in Moments)
        {
            writer.Write(moment.Length);
            writer.Write(moment);
        }
    }

    /// <exception cref="EndOfStreamException">The file is truncated.</exception>
    internal static OptimizerState Read(BinaryReader reader)
    {
        long steps = reader.ReadInt64();
        int count = reader.ReadInt32();
        var moments = new List<byte[]>();
        for (int i = 0; i < count; i++)
        {
            int length = reader.ReadInt32();
            bool isThere = length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position;
            moments.Add(isThere ? reader.ReadBytes(length) : throw new EndOfStreamException("it is truncated"));
        }

        return new OptimizerState(steps, moments);
    }
}
