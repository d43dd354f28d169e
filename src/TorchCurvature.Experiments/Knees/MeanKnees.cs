using TorchCurvature.Spectra;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Knees;

/// <summary>The knees of the mean log screes of two networks, and how far they are apart, with intervals from drawing seeds anew.</summary>
/// <param name="seeds">
/// The screes of all seeds, equally long. They are drawn in pairs: both networks of one begin at the same weights, or see the same data.
/// </param>
internal sealed class MeanKnees(IReadOnlyList<ScreePair> seeds)
{
    private const double Level = 0.9;

    /// <summary>The knee of the one mean log scree.</summary>
    public Knee One { get; } = Knee.Of(Mean(seeds, s => s.One));

    /// <summary>The knee of the other.</summary>
    public Knee Other { get; } = Knee.Of(Mean(seeds, s => s.Other));

    /// <summary>The 90 % interval of the one knee.</summary>
    public Interval OfOne => Bootstrap.Of(seeds, drawn => PlaceOf(drawn, s => s.One), Level);

    /// <summary>The 90 % interval of the other knee.</summary>
    public Interval OfOther => Bootstrap.Of(seeds, drawn => PlaceOf(drawn, s => s.Other), Level);

    /// <summary>How much further the one knee is, with its 90 % interval.</summary>
    public Interval Difference => Bootstrap.Of(seeds, drawn => PlaceOf(drawn, s => s.One) - PlaceOf(drawn, s => s.Other), Level);

    private static double PlaceOf(IReadOnlyList<ScreePair> seeds, Func<ScreePair, IReadOnlyList<double>> scree) =>
        Knee.PlaceOf(Mean(seeds, scree));

    private static double[] Mean(IReadOnlyList<ScreePair> seeds, Func<ScreePair, IReadOnlyList<double>> scree) =>
        LogScree.Mean([.. seeds.Select(scree)]);
}
