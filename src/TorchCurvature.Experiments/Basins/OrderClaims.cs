using System.Globalization;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Basins;

/// <summary>What the control of figure 10 says.</summary>
internal static class OrderClaims
{
    private const double Stable = ErrorInstability.Stable;

    /// <summary>
    /// Two trainings with the small batch end in one basin where they part at the switch, and a line can show that they do not: there is a
    /// barrier where they part at the start.
    /// </summary>
    /// <param name="seeds">The rises of every seed, at the same steps, ascending from the start to the switch; at least one seed.</param>
    public static Verdict OneBasinFromTheSwitch(IReadOnlyList<IReadOnlyList<ErrorRise>> seeds)
    {
        Interval[] rises = [.. seeds[0].Select((_, i) => Pooled([.. seeds.Select(seed => seed[i].Rise)]))];
        IEnumerable<string> found = seeds[0].Zip(rises, (at, rise) => string.Create(
            CultureInfo.InvariantCulture, $"{rise.ToText("0.0 %")} where they part at step {at.Step:N0}"));
        return Verdict.Of(
            "(ours) Two small-batch trainings end in one basin where they part at the switch, and in two where they part at the start.",
            holds: rises[0].Lower > Stable && rises[^1].Upper < Stable,
            isRefuted: rises[0].Upper < Stable || rises[^1].Lower > Stable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"on the line between their ends the test error rises above the mean of both by {string.Join(", ", found)} "
                + $"(95 % interval, errors over examples and seeds; stable is less than {Stable:0 %})"));
    }

    private static Interval Pooled(PairedDifference[] rises)
    {
        PairedDifference pooled = PairedDifference.Pool(rises);
        return Interval.OfNormal(pooled.Mean, pooled.StandardError);
    }
}
