using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.EdgeOfStability;

/// <summary>What descents at several rates say of the claims of Cohen et al.</summary>
internal static class EdgeClaims
{
    // "Just at, or just above" the paper says.
    private const double Least = 0.95;
    private const double Greatest = 1.15;

    /// <summary>Progressive sharpening, the edge, and the loss there.</summary>
    /// <param name="descents">One descent for each rate and seed; at least one.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<EdgeNumbers> descents) =>
        [Sharpening(descents), Settles(descents), Falls(descents)];

    private static Verdict Sharpening(IReadOnlyList<EdgeNumbers> descents)
    {
        int rising = descents.Count(d => d.Initial < 1 && d.Highest >= 1);
        string initial = SeedSummary.Of(descents.Select(d => d.Initial)).ToText("0.00");
        return Verdict.Of(
            "λ max rises from below 2/η until it gets there (progressive sharpening).",
            rising == descents.Count,
            $"in {rising} of {descents.Count} descents; λ max·η/2 at the start {initial}");
    }

    private static Verdict Settles(IReadOnlyList<EdgeNumbers> descents)
    {
        (double Rate, Interval Settled)[] rates =
        [
            .. descents.GroupBy(d => d.LearningRate).OrderBy(g => g.Key).Select(g => (g.Key, Interval.OfMean(g.Select(d => d.Settled)))),
        ];
        IEnumerable<string> texts = rates.Select(r => string.Create(
            CultureInfo.InvariantCulture, $"η = {r.Rate}: {r.Settled.ToText("0.000")}"));
        return Verdict.Of(
            "From then on λ max hovers at 2/η or just above, whatever η is.",
            rates.All(r => r.Settled.IsWithin(Least, Greatest)),
            isRefuted: rates.Any(r => r.Settled.IsOutside(Least, Greatest)),
            string.Create(
                CultureInfo.InvariantCulture,
                $"median λ max·η/2 of the last third, mean over seeds with its 95 % interval, which has to be within {Least} and "
                + $"{Greatest}: "
                + $"{string.Join("; ", texts)}"));
    }

    private static Verdict Falls(IReadOnlyList<EdgeNumbers> descents)
    {
        Interval decades = OverSeeds(d => Math.Log10(d.LossAtEdge / d.LossAtEnd));
        Interval rising = OverSeeds(d => d.RisingShare);
        return Verdict.Of(
            "At the edge the loss goes up and down over short times, and falls over long ones.",
            decades.Lower > 0 && rising.Lower > 0,
            isRefuted: decades.Upper < 0 || rising.Upper <= 0,
            $"since the edge the loss fell by {decades.ToText("0.00")} decades, and is above that of the look before at "
            + $"{rising.ToText("0.0 %")} of the looks (means over the rates, 95 % intervals over seeds)");

        // The descents of one seed have data and weights in common.
        Interval OverSeeds(Func<EdgeNumbers, double> number) =>
            Interval.OfMean(descents.GroupBy(d => d.Seed).Select(ofSeed => ofSeed.Average(number)));
    }
}
