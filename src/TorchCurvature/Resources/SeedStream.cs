namespace TorchCurvature.Resources;

/// <summary>Separate seeds for separate purposes, all from one number that a user gives.</summary>
public static class SeedStream
{
    /// <summary>
    /// The seed of one purpose. Two generators that start from the same seed draw the same numbers, so the weights of a network and the
    /// data it is to learn would be related if both took the user's number as it is.
    /// </summary>
    /// <param name="seed">The user's number.</param>
    /// <param name="purpose">What the seed is for; any text.</param>
    /// <returns>A number of 32 bits, all that libtorch's generator looks at.</returns>
    public static long Derive(long seed, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong state = unchecked((ulong)seed);
        foreach (char letter in purpose)
        {
            state = Mix(state ^ letter);
        }

        return (long)(Mix(state) >> 32);
    }

    // One step of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
