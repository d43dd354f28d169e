namespace TorchCurvature.Tests;

/// <summary>Types that break the rules of public surfaces, each by one fault, and one that breaks none.</summary>
public static class PlantedSurface
{
    /// <summary>A positional record: both constructor and properties.</summary>
    public sealed record Positional(double Value);

    public sealed record Initialized
    {
        internal Initialized()
        {
        }

        public bool IsConverged { get; init; }
    }

    public sealed class Constructed(int count)
    {
        public int Count => count;
    }

    public abstract class Derivable
    {
        internal Derivable()
        {
        }

        public double Error { get; protected set; }
    }

    public static class TakesTuples
    {
        public static int Count(IReadOnlyList<(int Row, int Column)> places) => places.Count;
    }

    public sealed class GivesTuples
    {
        internal GivesTuples()
        {
        }

        public (double Lower, double Upper)? Ends { get; internal set; }
    }

    /// <summary>A result as it should be; tuples are its own affair where nobody sees them.</summary>
    public sealed record Innocent
    {
        internal Innocent(double value) => Value = value;

        public double Value { get; internal init; }

        internal static (int, int) Inside => (1, 2);
    }
}
