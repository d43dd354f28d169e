using MathNet.Numerics.Statistics;

namespace TorchCurvature.Statistics;

/// <summary>Levels from shuffling what, if there is nothing to find, could as well stand in another order (Fisher 1935).</summary>
internal static class PermutationTest
{
    private const int Draws = 2000;

    // Orders that give the same number give it but for rounding.
    private const double Rounding = 1e-9;

    /// <summary>The level at which one quantity rises with another, by Spearman's rank correlation.</summary>
    /// <param name="x">One quantity.</param>
    /// <param name="y">The other one, in the same order.</param>
    public static double LevelOfRise(IReadOnlyList<double> x, IReadOnlyList<double> y) => LevelOfRiseWithin(x, [y]);

    /// <summary>
    /// The same for several rows, each of which is shuffled for itself: by the mean of their rank correlations.
    /// </summary>
    /// <param name="x">One quantity, the same in all rows.</param>
    /// <param name="rows">The other one in each row, in the order of the first.</param>
    public static double LevelOfRiseWithin(IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> rows)
    {
        var random = new Random(Seed: 1);
        double[][] shuffled = [.. rows.Select(row => row.ToArray())];
        double found = Correlated(), least = found - Rounding;
        int asLarge = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            Array.ForEach(shuffled, random.Shuffle);
            asLarge += Correlated() >= least ? 1 : 0;
        }

        // The true order is one of the random ones.
        return (1 + asLarge) / (1.0 + Draws);

        double Correlated() => shuffled.Average(row => Correlation.Spearman(x, row));
    }
}
