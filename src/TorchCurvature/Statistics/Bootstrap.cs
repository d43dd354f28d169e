namespace TorchCurvature.Statistics;

/// <summary>Intervals from drawing the samples anew, with replacement (Efron 1979): between percentiles of what is found in them.</summary>
internal static class Bootstrap
{
    /// <summary>Fewer samples, drawn anew, say nothing of others.</summary>
    public const int FewestSamples = 4;

    private const int Draws = 2000;

    /// <summary>The interval of what is found in samples; without ends where there are fewer than <see cref="FewestSamples"/>.</summary>
    /// <param name="samples">The samples; at least one.</param>
    /// <param name="statistic">What is found in as many samples, of which some may be the same.</param>
    /// <param name="level">The probability with which it is to hold the truth.</param>
    public static Interval Of<T>(
        IReadOnlyList<T> samples, Func<IReadOnlyList<T>, double> statistic, double level = Interval.UsualLevel)
    {
        double found = statistic(samples);
        if (samples.Count < FewestSamples)
        {
            return new Interval(found, double.NegativeInfinity, double.PositiveInfinity);
        }

        var random = new Random(Seed: 1);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => statistic(Drawn(samples, random))).Order()];
        int last = Draws - 1, tail = (int)Math.Round(0.5 * (1 - level) * last);
        return new Interval(found, drawn[tail], drawn[last - tail]);
    }

    private static T[] Drawn<T>(IReadOnlyList<T> samples, Random random) =>
        [.. samples.Select(_ => samples[random.Next(samples.Count)])];
}
