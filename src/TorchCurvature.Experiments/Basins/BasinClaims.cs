using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;

namespace TorchCurvature.Experiments.Basins;

/// <summary>
/// What runs with a large and then a small batch say of the paper's claims in its figures 9 and 10. A number counts as different from 0
/// where it is more than two standard errors from it.
/// </summary>
public static class BasinClaims
{
    private const double Errors = 2;

    /// <summary>Figure 9: the jump at the switch, and the accuracy towards the end.</summary>
    /// <param name="runs">One run a seed; at least one.</param>
    public static IReadOnlyList<Verdict> OfTraining(IReadOnlyList<BasinResult> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            Jump(runs, "At the switch to the small batch training and test loss jump up.", "loss rises", "0.000", r => r.Loss),
            Jump(
                runs, "At the switch training and test accuracy drop.", "accuracy drops", "0.0 %", r => -r.Accuracy ?? double.NaN),
            Gain(
                [.. runs.Select(r => r.GainTowardsTheEnd)],
                "Towards the end the small batch reaches a slightly better test accuracy (about 1 % in the paper).",
                "mean over the last fifth of its records, less that of the large batch's"),
        ];
    }

    /// <summary>Figure 10: no barrier, walls beyond both ends, and the accuracies there.</summary>
    /// <param name="runs">One run a seed; at least one.</param>
    public static IReadOnlyList<Verdict> OfLine(IReadOnlyList<BasinResult> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            NoBarrier(runs),
            Walls(runs),
            SteeperAtLargeBatch(runs),
            Gain(
                [.. runs.Select(r => r.GainAtTheEnds)],
                "The small batch's solution is more accurate on test data than the large batch's (by about 1 % in the paper).",
                "after the last step, less that at the switch"),
        ];
    }

    private static Verdict Jump(
        IReadOnlyList<BasinResult> runs, string claim, string what, string format, Func<RiskEvaluation, double> value)
    {
        RiseAtSwitch[] train = [.. runs.Select(r => RiseAtSwitch.Of(r.Records, p => value(p.Train)))];
        RiseAtSwitch[] test = [.. runs.Select(r => RiseAtSwitch.Of(r.Records, p => value(p.Test!)))];
        int jumps = train.Zip(test).Count(pair => pair.First.IsJump && pair.Second.IsJump);
        int none = train.Zip(test).Count(pair => !pair.First.IsJump && !pair.Second.IsJump);
        return Verdict.Of(
            claim,
            jumps == runs.Count,
            isRefuted: none == runs.Count,
            $"within the first fifth of the small batch's records the training {what} by {Text(train.Select(t => t.Rise))} at most, "
            + $"the test {what} by {Text(test.Select(t => t.Rise))}; "
            + $"the most in as many records of the large batch's second half is {Text(train.Select(t => t.Usual))} "
            + $"and {Text(test.Select(t => t.Usual))}");

        string Text(IEnumerable<double> values) => SeedSummary.Of(values).ToText(format);
    }

    private static Verdict Gain(IReadOnlyList<PairedDifference> gains, string claim, string where)
    {
        PairedDifference pooled = PairedDifference.Pool([.. gains]);
        return Verdict.Of(
            claim,
            IsAbove(pooled),
            isRefuted: IsBelow(pooled),
            string.Create(
                CultureInfo.InvariantCulture,
                $"test accuracy, {where}: {100 * pooled.Mean:+0.00;-0.00;0.00} ± {100 * pooled.StandardError:0.00} percentage points "
                + $"(standard error over examples and seeds)"));
    }

    private static Verdict NoBarrier(IReadOnlyList<BasinResult> runs)
    {
        // On a line that rises from end to end without a hump, but bent, the loss is above the interpolation and no barrier.
        int clear = runs.Count(r => IsClear(r.Train.AboveInterpolation));
        int humps = runs.Count(r => IsClear(r.Train.AboveInterpolation) && AboveBothEnds(r.Train) > 0);
        IEnumerable<string> bySeed =
            runs.Select((r, seed) => $"seed {seed}: {Text(r.Train)} on training data, {Text(r.Test)} on test data");
        return Verdict.Of(
            "On the straight line between the two solutions there is no barrier.",
            clear == 0,
            isRefuted: humps > 0,
            $"max of L − linear interpolation of the ends, {string.Join("; ", bySeed)}; "
            + $"training loss above the higher end: {SeedSummary.Of(runs.Select(r => AboveBothEnds(r.Train))).ToText("0.000")}");

        static bool IsClear(LossBarrier barrier) =>
            double.IsPositiveInfinity(barrier.Height) || barrier.Height > Errors * barrier.StandardError;

        static string Text(PathProfile profile)
        {
            LossBarrier nearest = profile.AboveInterpolation is { Height: > 0 } barrier ? barrier : Nearest(profile);
            return string.Create(
                CultureInfo.InvariantCulture, $"{nearest.Height:0.0000} ± {nearest.StandardError:0.0000} at α = {nearest.Position:0.0}");
        }
    }

    // Where the loss is below the interpolation throughout: the place between the ends where it is least so.
    private static LossBarrier Nearest(PathProfile profile)
    {
        MeasuredRisk a = At(profile, 0), b = At(profile, 1);
        return profile.Points.Where(p => p.Position is > 0 and < 1).Select(Above).MaxBy(barrier => barrier.Height)!;

        LossBarrier Above(PathPoint point)
        {
            double share = point.Position, height = point.Risk.Loss - ((1 - share) * a.Loss) - (share * b.Loss);
            // As if independent: rather too large.
            double variance = Square(point.Risk.LossStandardError)
                + Square((1 - share) * a.LossStandardError) + Square(share * b.LossStandardError);
            return new LossBarrier(height, Math.Sqrt(variance), share);
        }
    }

    private static Verdict Walls(IReadOnlyList<BasinResult> runs)
    {
        PairedDifference[] left = [.. runs.Select(r => RiseBeyond(r.Train, 0, -1))];
        PairedDifference[] right = [.. runs.Select(r => RiseBeyond(r.Train, 1, 2))];
        PairedDifference[] all = [.. left, .. right];
        return Verdict.Of(
            "Beyond both ends there are walls.",
            all.All(IsAbove),
            isRefuted: all.Any(IsBelow),
            $"training loss rises by {Text(left)} from α = 0 (large batch) to −1, and by {Text(right)} from α = 1 (small batch) to 2; "
            + $"standard errors at most {Largest(all)}");
    }

    private static Verdict SteeperAtLargeBatch(IReadOnlyList<BasinResult> runs)
    {
        PairedDifference[] excess = [.. runs.Select(r => Excess(RiseBeyond(r.Train, 0, -1), RiseBeyond(r.Train, 1, 2)))];
        return Verdict.Of(
            "The loss rises more beyond the large batch's end, which so appears sharper.",
            excess.All(IsAbove),
            isRefuted: excess.All(IsBelow),
            $"rise of the training loss to α = −1, less that to α = 2: {Text(excess)}; standard errors at most {Largest(excess)}");

        static PairedDifference Excess(PairedDifference large, PairedDifference small) =>
            new(large.Mean - small.Mean, Math.Sqrt(Square(large.StandardError) + Square(small.StandardError)));
    }

    // The losses at two points go up and down together, so that this error is rather too large.
    private static PairedDifference RiseBeyond(PathProfile profile, double end, double beyond)
    {
        MeasuredRisk from = At(profile, end), to = At(profile, beyond);
        return double.IsFinite(to.Loss)
            ? new PairedDifference(to.Loss - from.Loss, Math.Sqrt(Square(from.LossStandardError) + Square(to.LossStandardError)))
            : new PairedDifference(double.PositiveInfinity, 0);
    }

    private static MeasuredRisk At(PathProfile profile, double position) => profile.Points.Single(p => p.Position == position).Risk;

    private static bool IsAbove(PairedDifference rise) => rise.Mean > Errors * rise.StandardError;

    private static bool IsBelow(PairedDifference rise) => rise.Mean < -Errors * rise.StandardError;

    private static double AboveBothEnds(PathProfile profile)
    {
        double higher = Math.Max(At(profile, 0).Loss, At(profile, 1).Loss);
        return profile.Points.Where(p => p.Position is > 0 and < 1).Max(p => LossOrInfinity(p.Risk)) - higher;
    }

    private static double LossOrInfinity(MeasuredRisk risk) => double.IsFinite(risk.Loss) ? risk.Loss : double.PositiveInfinity;

    private static string Text(IEnumerable<PairedDifference> rises) => SeedSummary.Of(rises.Select(r => r.Mean)).ToText("0.00");

    private static string Largest(IEnumerable<PairedDifference> rises) =>
        rises.Max(r => r.StandardError).ToString("0.000", CultureInfo.InvariantCulture);

    private static double Square(double value) => value * value;
}
