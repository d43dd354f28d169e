using MathNet.Numerics.Statistics;

namespace TorchCurvature.Statistics;

/// <summary>Levels from shuffling what, if there is nothing to find, could as well stand in another order (Fisher 1935).</summary>
internal static class PermutationTest
{
    private const int Draws = 2000;

    // Orders that give the same number give it but for rounding.
    private const double Rounding = 1e-9;

    /// <summary>The probability that a random order gives as large a number as the true one, or a larger one.</summary>
    /// <param name="count">How many things are in order.</param>
    /// <param name="statistic">The number of an order, which is given as places in the true one.</param>
    public static double Level(int count, Func<IReadOnlyList<int>, double> statistic)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        double found = statistic(order), least = found - (Rounding * Math.Abs(found));
        var random = new Random(Seed: 1);
        int asLarge = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            random.Shuffle(order);
            asLarge += statistic(order) >= least ? 1 : 0;
        }

        // The true order is one of the random ones.
        return (1 + asLarge) / (1.0 + Draws);
    }

    /// <summary>The level at which one quantity rises with another, by Spearman's rank correlation.</summary>
    /// <param name="x">One quantity.</param>
    /// <param name="y">The other one, in the same order.</param>
    public static double LevelOfRise(IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        Level(y.Count, order => Correlation.Spearman(x, order.Select(i => y[i])));
}
