namespace TorchCurvature.Operators.Distributed;

/// <summary>
/// How one index of a matrix is dealt out: blocks of consecutive numbers go round the places of an axis in turn, as ScaLAPACK and ELPA have
/// it. A place counts its own numbers from 0 in their order.
/// </summary>
/// <param name="Count">Places on the axis.</param>
/// <param name="Place">This one, from 0.</param>
/// <param name="Block">Numbers in a block.</param>
internal readonly record struct BlockCyclicAxis(int Count, int Place, long Block)
{
    /// <summary>How many of the numbers below one are this place's (ScaLAPACK's <c>numroc</c>).</summary>
    public long OwnBelow(long end)
    {
        (long rounds, long rest) = Math.DivRem(end, Block * Count);
        return (rounds * Block) + Math.Clamp(rest - (Place * Block), 0, Block);
    }

    /// <summary>Whether a number is this place's.</summary>
    public bool Owns(long number) => number / Block % Count == Place;

    /// <summary>Which number an own one is (ScaLAPACK's <c>indxl2g</c>).</summary>
    public long NumberOf(long own)
    {
        (long round, long rest) = Math.DivRem(own, Block);
        return (((round * Count) + Place) * Block) + rest;
    }

    /// <summary>All own numbers below one, ascending.</summary>
    public long[] Numbers(long end)
    {
        var numbers = new long[OwnBelow(end)];
        for (long own = 0; own < numbers.Length; own++)
        {
            numbers[own] = NumberOf(own);
        }

        return numbers;
    }
}
