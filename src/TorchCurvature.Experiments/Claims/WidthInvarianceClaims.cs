using MathNet.Numerics;
using MathNet.Numerics.Statistics;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about networks of growing width.</summary>
internal static class WidthInvarianceClaims
{
    // Shapes that differ by less, after one factor for all, are the same.
    private const double SameShape = 1.25;
    private const double SameShare = 1.1;

    /// <summary>Figure 4: but for one factor, the largest eigenvalues of all widths are the same.</summary>
    /// <param name="right">Right edges.</param>
    public static Judgement RightEdgeKeepsItsShape(WidthRow right)
    {
        double[] deviations = right.OfEnds(ShapeDeviation);
        int shown = right.Curves[0].Eigenvalues.Count;
        double scale = Interval.OfGeometricMean(right.OfEnds((narrow, wide) => wide.Eigenvalues[0] / narrow.Eigenvalues[0])).Value;
        return Judgement.Below(
            $"root mean square factor between the {shown} largest eigenvalues of the widest and the narrowest network after one factor for "
                + $"all, the same up to 1.25 (Student's 95 % interval of logarithms over seeds); λ max "
                + FormattableString.Invariant($"changes by a factor {scale:G3}"),
            Interval.OfGeometricMean(deviations.Select(Math.Exp)), deviations.Length, SameShape);
    }

    /// <summary>Figure 5: the left edge shifts, because there are more negative eigenvalues.</summary>
    /// <param name="left">Left edges.</param>
    public static Judgement LeftEdgeShifts(WidthRow left)
    {
        double[] parameters = [.. left.Curves.Select(c => (double)c.Parameters)];
        double[] counts = [.. left.Curves.Select(c => (double)c.Negatives)];
        return Judgement.ByLevel(
            "Spearman's rank correlation of P and the number of negative eigenvalues (permutation test)",
            Correlation.Spearman(parameters, counts),
            PermutationTest.LevelOfRise(parameters, counts),
            PermutationTest.LevelOfRise(parameters, [.. counts.Select(c => -c)]),
            left.Seeds.Length);
    }

    /// <summary>The share of negative eigenvalues does not change.</summary>
    /// <param name="overRatio">Left edges over the ratio.</param>
    public static Judgement NegativeShareIsFixed(WidthRow overRatio)
    {
        double[] quotients = overRatio.OfEnds((narrow, wide) => wide.NegativeShare / narrow.NegativeShare);
        int[] widths = overRatio.Widths;
        IEnumerable<string> shares = widths.Select(width =>
            FormattableString.Invariant($"{overRatio.Seeds.Average(seed => overRatio.At(width, seed).NegativeShare):0.0000}"));
        return Judgement.Between(
            "share of negative eigenvalues of the widest over that of the narrowest network, fixed within a tenth (Student's 95 % "
                + $"interval of logarithms over seeds); shares by width: {string.Join(' ', shares)}",
            Interval.OfGeometricMean(quotients), quotients.Length, 1 / SameShare, SameShare);
    }

    /// <summary>Figure 6: the left edges, each over the mean of its negative eigenvalues, come nearer and nearer to each other.</summary>
    /// <param name="overRatio">Left edges over the ratio.</param>
    public static Judgement LeftEdgesConverge(WidthRow overRatio)
    {
        int[] widths = overRatio.Widths;
        if (widths.Length < 3)
        {
            return new Judgement(Outcome.NotDecided, $"{widths.Length} widths have no rate");
        }

        double[][] distances = [.. overRatio.Seeds.Select(seed => DistancesOfNeighbours(overRatio, seed))];
        double[] logarithms = [.. widths.Select(w => Math.Log(w))];
        double[] between = [.. logarithms.Zip(logarithms.Skip(1), (a, b) => 0.5 * (a + b))];
        Interval rate = Interval.OfMean([.. distances.Select(row => Fit.Line(between, row).B)]);
        double level = PermutationTest.LevelOfRiseWithin([.. between.Select(w => -w)], distances);
        return Judgement.Of(
            "rate at which the distance of neighbours changes with the width h, as an exponent of h; mean absolute distance of left edges "
                + "over the ratio, each scaled by the mean of its negative eigenvalues (Student's 95 % interval over seeds; level by "
                + "permutation of the distances within each seed)",
            rate, distances.Length,
            holds: rate.Upper < 0 && level <= Judgement.DecidingLevel,
            isRefuted: rate.Lower > 0) with
        {
            Level = level,
        };
    }

    /// <summary>The claim that more parameters merely scale the bulk: what figures 4 and 6 show, together.</summary>
    /// <param name="parts">
    /// That the right edge keeps its shape, the share of negative eigenvalues is fixed, and left edges converge.
    /// </param>
    public static Judgement BulkIsScaled(IReadOnlyList<Judgement> parts)
    {
        Outcome outcome = parts.Any(p => p.Outcome == Outcome.DoesNotHold) ? Outcome.DoesNotHold
            : parts.All(p => p.Outcome == Outcome.Holds) ? Outcome.Holds : Outcome.NotDecided;
        return new Judgement(outcome, "how many of claims 12, 14 and 15 hold, of which it consists; their intervals and levels are there")
        {
            Value = parts.Count(p => p.Outcome == Outcome.Holds),
            Seeds = parts.Min(p => p.Seeds),
        };
    }

    /// <summary>All networks were trained until the stopping rule held.</summary>
    /// <param name="stopped">How many stopped by it.</param>
    /// <param name="networks">Of how many.</param>
    /// <param name="largestGradientNorm">The largest norm of a gradient at the end.</param>
    public static Judgement AllStopped(int stopped, int networks, double largestGradientNorm)
    {
        string found = FormattableString.Invariant($"largest ‖∇L‖ at the end {largestGradientNorm:0.0e+0}");
        Interval share = Interval.OfShare(stopped, networks);
        return Judgement.Of(
            $"share of networks whose training was ended by the norm of the gradient (exact binomial 95 % interval); {found}",
            share, networks, holds: stopped == networks, isRefuted: stopped < networks);
    }

    private static double ShapeDeviation(NetworkCurve narrow, NetworkCurve wide)
    {
        double[] logarithms = [.. narrow.Eigenvalues.Zip(wide.Eigenvalues, (a, b) => Math.Log(b / a))];
        return logarithms.PopulationStandardDeviation();
    }

    // Logarithms of the distances, one fewer than widths.
    private static double[] DistancesOfNeighbours(WidthRow overRatio, int seed)
    {
        double[][] curves = [.. overRatio.Widths.Select(width => overRatio.At(width, seed).OverMeanNegative())];
        return [.. curves.Zip(curves.Skip(1), (a, b) => Math.Log(Distance.MAE(a, b)))];
    }
}
