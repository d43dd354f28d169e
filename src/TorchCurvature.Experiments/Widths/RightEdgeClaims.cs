using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;
using TorchCurvature.Spectra;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 4: networks of growing width have equally many large eigenvalues.</summary>
internal static class RightEdgeClaims
{
    // Two knees no further apart than that are the same number.
    private const double Same = 2;

    private const string Claim = "(ours) As many eigenvalues are large, whatever the number of parameters (within two, at 90 %).";

    /// <summary>The knees of the mean screes of all widths are within two of the first one's.</summary>
    /// <param name="widths">The widths, ascending; at least one.</param>
    public static Verdict SameNumber(IReadOnlyList<WidthScrees> widths)
    {
        int length = widths.Min(w => w.Seeds.Min(scree => scree.Count));
        if (length < Knee.ShortestScree || widths.Count < 2)
        {
            string reason = $"{widths.Count} widths with at least {length} positive eigenvalues: too few to compare";
            return new Verdict(Claim, Outcome.NotDecided, reason);
        }

        MeanKnees[] besideTheFirst =
        [
            .. widths.Skip(1).Select(w => new MeanKnees(
                [.. widths[0].Seeds.Zip(w.Seeds, (one, other) => new ScreePair(one, other).Take(length))])),
        ];
        IEnumerable<Interval> knees = besideTheFirst.Select(k => k.OfOther).Prepend(besideTheFirst[0].OfOne);
        Interval[] differences = [.. besideTheFirst.Select(k => k.Difference)];
        Interval farthest = differences.MaxBy(d => Math.Max(Math.Abs(d.Lower), Math.Abs(d.Upper)));
        IEnumerable<string> found = widths.Zip(knees, (w, knee) => $"P = {w.Parameters}: {knee.ToText("0.0")}");
        return Verdict.Of(
            Claim,
            differences.All(d => d.IsWithin(-Same, Same)),
            isRefuted: differences.Any(d => d.IsOutside(-Same, Same)),
            $"knee of the mean log scree: {string.Join(", ", found)}; farthest difference from the first {farthest.ToText("0.0")}");
    }
}
