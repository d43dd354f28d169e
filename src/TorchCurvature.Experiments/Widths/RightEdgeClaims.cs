using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 4: the right edges of networks of growing width have one shape, whose large eigenvalues are as many in all.</summary>
internal static class RightEdgeClaims
{
    // Two knees no further apart than that are the same number.
    private const double SameNumber = 2;

    // Screes whose logarithms differ by no more than that, in the root of the mean square, have the same shape: within a quarter.
    private const double SameShape = 0.2231;

    // Fewer seeds, drawn anew, say nothing of others.
    private const int FewestSeeds = 4;

    private const int Draws = 1000;
    private const double Tail = 0.05;

    private const string Count = "The number of large eigenvalues does not change with the number of parameters (within two, at 90 %).";

    private const string Shape = "The shape of the right edge does not change with the number of parameters "
        + "(within 25 % after one factor, at 90 %).";

    /// <summary>Both claims.</summary>
    /// <param name="widths">The widths, ascending; at least one.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<WidthScrees> widths)
    {
        int length = widths.Min(w => w.Seeds.Min(scree => scree.Count));
        if (length < Knee.ShortestScree || widths.Count < 2)
        {
            string reason = $"{widths.Count} widths with at least {length} positive eigenvalues: too few to compare";
            return [new Verdict(Count, Outcome.NotDecided, reason), new Verdict(Shape, Outcome.NotDecided, reason)];
        }

        WidthScrees[] equal =
            [.. widths.Select(w => w with { Seeds = [.. w.Seeds.Select(scree => (IReadOnlyList<double>)[.. scree.Take(length)])] })];
        return [CountOf(equal), ShapeOf(equal)];
    }

    private static Verdict CountOf(WidthScrees[] widths)
    {
        MeanKnees[] besideTheFirst =
            [.. widths.Skip(1).Select(w => new MeanKnees([.. widths[0].Seeds.Zip(w.Seeds, (one, other) => new ScreePair(one, other))]))];
        IEnumerable<SeedSummary> knees = besideTheFirst.Select(k => k.OfOther).Prepend(besideTheFirst[0].OfOne);
        SeedSummary[] differences = [.. besideTheFirst.Select(k => k.Difference)];
        SeedSummary farthest = differences.MaxBy(d => Math.Max(Math.Abs(d.Least), Math.Abs(d.Greatest)))!;
        IEnumerable<string> found = widths.Zip(knees, (w, knee) => $"P = {w.Parameters}: {knee.ToText("0.0")}");
        bool isEnough = widths.Min(w => w.Seeds.Count) >= FewestSeeds;
        return Verdict.Of(
            Count,
            isEnough && differences.All(d => d.Least >= -SameNumber && d.Greatest <= SameNumber),
            isRefuted: isEnough && differences.Any(d => d.Least > SameNumber || d.Greatest < -SameNumber),
            $"knee of the mean log scree: {string.Join(", ", found)}; farthest difference from the first {farthest.ToText("0.0")}");
    }

    private static Verdict ShapeOf(WidthScrees[] widths)
    {
        double[] found = Distances(widths);
        var random = new Random(Seed: 1);
        double[] farthest =
        [
            .. Enumerable.Range(0, Draws)
                .Select(_ => Distances([.. widths.Select(w => w with { Seeds = random.GetItems([.. w.Seeds], w.Seeds.Count) })]).Max())
                .Order(),
        ];
        double least = farthest[(int)(Tail * Draws)], greatest = farthest[(int)((1 - Tail) * Draws)];
        IEnumerable<string> each = found.Select((distance, i) => string.Create(
            CultureInfo.InvariantCulture, $"P = {widths[i].Parameters} to {widths[i + 1].Parameters}: {distance:0.000}"));
        bool isEnough = widths.Min(w => w.Seeds.Count) >= FewestSeeds;
        return Verdict.Of(
            Shape,
            isEnough && greatest <= SameShape,
            isRefuted: isEnough && least > SameShape,
            string.Create(
                CultureInfo.InvariantCulture,
                $"root mean square of differences between mean log screes, after one factor: {string.Join(", ", each)}; the largest is "
                + $"{found.Max():0.000} [{least:0.000}, {greatest:0.000}], and a quarter is {SameShape:0.000}"));
    }

    private static double[] Distances(WidthScrees[] widths)
    {
        double[][] means = [.. widths.Select(w => LogScree.Mean(w.Seeds))];
        return [.. means.Zip(means.Skip(1), Distance)];
    }

    // One factor is one number that is added to all logarithms.
    private static double Distance(double[] one, double[] other)
    {
        double[] differences = [.. one.Zip(other, (a, b) => a - b)];
        double factor = differences.Average();
        return Math.Sqrt(differences.Average(d => (d - factor) * (d - factor)));
    }
}
