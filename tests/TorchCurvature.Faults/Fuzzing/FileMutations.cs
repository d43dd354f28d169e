namespace TorchCurvature.Faults.Fuzzing;

/// <summary>One damaged copy of a file, by whichever way its form allows.</summary>
internal static class FileMutations
{
    /// <summary>A damaged copy.</summary>
    /// <param name="original">A file.</param>
    /// <param name="other">Another file, pieces of which are put in.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Mutate(byte[] original, byte[] other, Random random)
    {
        byte[]? whole = random.Next(4) == 0
            ? null
            : ArchiveMutations.Mutate(original, other, random) ?? JsonMutations.Mutate(original, random);
        return whole ?? ByteMutations.Mutate(original, other, random);
    }
}
