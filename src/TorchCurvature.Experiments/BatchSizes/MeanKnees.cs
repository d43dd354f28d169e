using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>The knees of the mean log screes of both batches, and how far they are apart, with intervals from drawing seeds anew.</summary>
internal sealed class MeanKnees
{
    /// <summary>How often the seeds are drawn anew.</summary>
    public const int Draws = 1000;

    private const double Tail = 0.05;

    private readonly IReadOnlyList<ScreePair> _seeds;
    private readonly (double Large, double Small)[] _drawn;

    /// <summary>Finds the knees.</summary>
    /// <param name="seeds">The screes of all seeds, equally long.</param>
    public MeanKnees(IReadOnlyList<ScreePair> seeds)
    {
        _seeds = seeds;
        Large = Knee.Of(Mean(seeds, s => s.Large));
        Small = Knee.Of(Mean(seeds, s => s.Small));
        var random = new Random(Seed: 1);
        _drawn = [.. Enumerable.Range(0, Draws).Select(_ => Drawn(random))];
    }

    /// <summary>The knee of the mean log scree after training with the large batch.</summary>
    public Knee Large { get; }

    /// <summary>The knee of the mean log scree after training with the small batch.</summary>
    public Knee Small { get; }

    /// <summary>The 90 % interval of the large batch's knee.</summary>
    public SeedSummary OfLarge => Interval(Large.Place, d => d.Large);

    /// <summary>The 90 % interval of the small batch's knee.</summary>
    public SeedSummary OfSmall => Interval(Small.Place, d => d.Small);

    /// <summary>How much further the large batch's knee is, with its 90 % interval.</summary>
    public SeedSummary Difference => Interval(Large.Place - Small.Place, d => d.Large - d.Small);

    private SeedSummary Interval(double found, Func<(double Large, double Small), double> number)
    {
        double[] sorted = [.. _drawn.Select(number).Order()];
        return new SeedSummary(found, sorted[(int)(Tail * Draws)], sorted[(int)((1 - Tail) * Draws)]);
    }

    // The seeds are drawn in pairs: both networks of one begin at the same weights.
    private (double Large, double Small) Drawn(Random random)
    {
        ScreePair[] seeds = [.. _seeds.Select(_ => _seeds[random.Next(_seeds.Count)])];
        return (Knee.PlaceOf(Mean(seeds, s => s.Large)), Knee.PlaceOf(Mean(seeds, s => s.Small)));
    }

    private static double[] Mean(IReadOnlyList<ScreePair> seeds, Func<ScreePair, IReadOnlyList<double>> scree) =>
        [.. Enumerable.Range(0, scree(seeds[0]).Count).Select(i => seeds.Average(s => scree(s)[i]))];
}
