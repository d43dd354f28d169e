using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Knees;

/// <summary>The knees of the mean log screes of two networks, and how far they are apart, with intervals from drawing seeds anew.</summary>
internal sealed class MeanKnees
{
    /// <summary>How often the seeds are drawn anew.</summary>
    public const int Draws = 1000;

    private const double Tail = 0.05;

    private readonly IReadOnlyList<ScreePair> _seeds;
    private readonly (double One, double Other)[] _drawn;

    /// <summary>Finds the knees.</summary>
    /// <param name="seeds">The screes of all seeds, equally long.</param>
    public MeanKnees(IReadOnlyList<ScreePair> seeds)
    {
        _seeds = seeds;
        One = Knee.Of(Mean(seeds, s => s.One));
        Other = Knee.Of(Mean(seeds, s => s.Other));
        var random = new Random(Seed: 1);
        _drawn = [.. Enumerable.Range(0, Draws).Select(_ => Drawn(random))];
    }

    /// <summary>The knee of the one mean log scree.</summary>
    public Knee One { get; }

    /// <summary>The knee of the other.</summary>
    public Knee Other { get; }

    /// <summary>The 90 % interval of the one knee.</summary>
    public SeedSummary OfOne => Interval(One.Place, d => d.One);

    /// <summary>The 90 % interval of the other knee.</summary>
    public SeedSummary OfOther => Interval(Other.Place, d => d.Other);

    /// <summary>How much further the one knee is, with its 90 % interval.</summary>
    public SeedSummary Difference => Interval(One.Place - Other.Place, d => d.One - d.Other);

    private SeedSummary Interval(double found, Func<(double One, double Other), double> number)
    {
        double[] sorted = [.. _drawn.Select(number).Order()];
        return new SeedSummary(found, sorted[(int)(Tail * Draws)], sorted[(int)((1 - Tail) * Draws)]);
    }

    // The seeds are drawn in pairs: both networks of one begin at the same weights, or see the same data.
    private (double One, double Other) Drawn(Random random)
    {
        ScreePair[] seeds = [.. _seeds.Select(_ => _seeds[random.Next(_seeds.Count)])];
        return (Knee.PlaceOf(Mean(seeds, s => s.One)), Knee.PlaceOf(Mean(seeds, s => s.Other)));
    }

    private static double[] Mean(IReadOnlyList<ScreePair> seeds, Func<ScreePair, IReadOnlyList<double>> scree) =>
        LogScree.Mean([.. seeds.Select(scree)]);
}
