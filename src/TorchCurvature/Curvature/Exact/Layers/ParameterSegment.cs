namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// Where a layer's weights or its biases stand in w. A layer's parameters are [channel, q]: the weight of output channel p for input q,
/// with the bias as one more input, constant 1, at the end.
/// </summary>
/// <param name="Offset">Index in w of channel 0's first entry.</param>
/// <param name="FirstInput">The first q.</param>
/// <param name="InputCount">How many q; consecutive in w.</param>
internal readonly record struct ParameterSegment(long Offset, long FirstInput, long InputCount)
{
    /// <summary>Distance in w from one channel to the next.</summary>
    public long ChannelStride => InputCount;

    /// <summary>The inputs that this segment and [first, first + count) have in common.</summary>
    public (long First, long Count) Intersect(long first, long count)
    {
        long start = Math.Max(first, FirstInput);
        return (start, Math.Min(first + count, FirstInput + InputCount) - start);
    }
}
