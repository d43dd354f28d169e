using MathNet.Numerics.Statistics;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about the way from a large batch's solution to a small batch's.</summary>
internal static class PathClaims
{
    /// <summary>The accuracies of figure 10.</summary>
    public const string AtTheEnds = "after the last step less that at the switch";

    /// <summary>Figure 9: at the switch the losses jump up and the accuracies drop.</summary>
    /// <param name="runs">The trainings; at least one.</param>
    public static Judgement JumpAtTheSwitch(IReadOnlyList<TwoPhaseRun> runs)
    {
        double[] levels =
        [
            LevelOfRise(runs, look => look.TrainLoss), LevelOfRise(runs, look => look.TestLoss),
            LevelOfRise(runs, look => -look.TrainAccuracy), LevelOfRise(runs, look => -look.TestAccuracy),
        ];
        double rise = runs.Average(run => RiseAfter(run, LastOfLargeBatch(run), look => look.TrainLoss));
        int later = runs.Sum(run => LaterRises(run).Count(r => r >= RiseAfter(run, LastOfLargeBatch(run), look => look.TrainLoss)));
        string recurrence = FormattableString.Invariant(
            $"as large a rise follows {later} of {runs.Sum(run => LaterRises(run).Length)} later looks at the small batch");
        bool isRefuted = runs.Count >= Bootstrap.FewestSamples && rise <= 0;
        return Judgement.ByLevel(
            "largest rise of the training loss within a fifth of the looks after the switch; level: share of the looks at the large batch "
                + $"that are followed by as large a rise, the most of both losses and both accuracies (rank test); {recurrence}",
            rise, levels.Max(), isRefuted ? 0 : 1, runs.Count);
    }

    /// <summary>The small batch's solution is more accurate on test data.</summary>
    /// <param name="when">Which accuracies are compared.</param>
    /// <param name="gains">How much more accurate it is on the same examples, for every seed; at least one.</param>
    public static Judgement SmallBatchIsBetter(string when, IReadOnlyList<PairedDifference> gains)
    {
        PairedDifference pooled = PairedDifference.Pool([.. gains]);
        return Judgement.Above(
            $"test accuracy of the small batch's solution {when}, in percentage points (Student's 95 % interval over seeds, with the "
                + "errors of pairs over examples)",
            // The same training with other rounding ends elsewhere, so that one says nothing of the next.
            Interval.OfEstimate(100 * pooled.Mean, 100 * pooled.StandardError, gains.Count), gains.Count, 0);
    }

    /// <summary>
    /// Figure 10: between the solutions the loss is nowhere above the straight line between its ends. Where it is, but not above both
    /// ends, the line is bent and has no barrier, and nothing is decided.
    /// </summary>
    /// <param name="lines">The line of every seed; at least one.</param>
    public static Judgement NoBarrier(IReadOnlyList<SolutionLine> lines)
    {
        PairedDifference[] highest = [.. lines.Select(line => Highest(line, AboveInterpolation))];
        PairedDifference[] humps = [.. lines.Select(line => Highest(line, AboveHigherEnd))];
        Interval found = Normal(highest.MaxBy(h => h.Mean)!), hump = Normal(humps.MaxBy(h => h.Mean)!);
        string aboveBoth = FormattableString.Invariant($"above the higher end by {hump.Value:G3}");
        return Judgement.Of(
            "training loss above the linear interpolation of its ends, where it is most, of all seeds (95 % interval, errors over examples "
                + $"as if independent); {aboveBoth}",
            found, lines.Count, holds: found.Upper <= 0, isRefuted: found.Lower > 0 && hump.Value > 0);
    }

    /// <summary>Beyond both solutions the loss rises, and more so beyond the large batch's.</summary>
    /// <param name="lines">The line of every seed; at least one.</param>
    public static Judgement LargeBatchIsSharper(IReadOnlyList<SolutionLine> lines)
    {
        PairedDifference[] large = [.. lines.Select(line => Rise(line, 0, -1))], small = [.. lines.Select(line => Rise(line, 1, 2))];
        PairedDifference pooled = PairedDifference.Pool(
            [.. large.Zip(small, (l, s) => new PairedDifference(l.Mean - s.Mean, Both(l.StandardError, s.StandardError)))]);
        Interval excess = Normal(pooled);
        bool areWalls = large.Concat(small).All(r => r.Mean > Interval.NormalErrors * r.StandardError);
        string both = FormattableString.Invariant($"{large.Average(r => r.Mean):G3} and {small.Average(r => r.Mean):G3}");
        return Judgement.Of(
            "rise of the training loss from α = 0 to −1 less that from 1 to 2 (95 % interval, errors over examples as if independent, and "
                + $"over seeds); the rises are {both}",
            excess, lines.Count, holds: areWalls && excess.Lower > 0, isRefuted: excess.Upper < 0);

        static PairedDifference Rise(SolutionLine line, double end, double beyond)
        {
            LinePoint from = line.At(end), to = line.At(beyond);
            return Height(to, from.Loss, from.LossError);
        }
    }

    private static PairedDifference Highest(SolutionLine line, Func<SolutionLine, LinePoint, PairedDifference> height) =>
        line.Between.Select(point => height(line, point)).MaxBy(h => h.Mean)!;

    private static PairedDifference AboveInterpolation(SolutionLine line, LinePoint point)
    {
        LinePoint large = line.At(0), small = line.At(1);
        double share = point.Position;
        return Height(
            point, ((1 - share) * large.Loss) + (share * small.Loss), Both((1 - share) * large.LossError, share * small.LossError));
    }

    private static PairedDifference AboveHigherEnd(SolutionLine line, LinePoint point)
    {
        LinePoint large = line.At(0), small = line.At(1), higher = large.Loss >= small.Loss ? large : small;
        return Height(point, higher.Loss, higher.LossError);
    }

    // A loss that is not finite is above all others.
    private static PairedDifference Height(LinePoint point, double ground, double error) => double.IsFinite(point.Loss)
        ? new PairedDifference(point.Loss - ground, Both(point.LossError, error))
        : new PairedDifference(double.PositiveInfinity, 0);

    private static Interval Normal(PairedDifference found) => Interval.OfNormal(found.Mean, found.StandardError);

    private static double Both(double one, double other) => Math.Sqrt((one * one) + (other * other));

    private static int LastOfLargeBatch(TwoPhaseRun run) => run.Looks.Count(look => look.Phase == 1) - 1;

    private static int Window(TwoPhaseRun run) => TwoPhaseRun.Window(run.Looks.Count(look => look.Phase == 2));

    private static double RiseAfter(TwoPhaseRun run, int place, Func<TrainingLook, double> value) =>
        run.Looks.Skip(place + 1).Take(Window(run)).Max(value) - value(run.Looks[place]);

    // The mean over the runs of the rank of the switch among all looks at the large batch that are as far from their end.
    private static double LevelOfRise(IReadOnlyList<TwoPhaseRun> runs, Func<TrainingLook, double> value) => runs
        .Select(run =>
        {
            int last = LastOfLargeBatch(run);
            double found = RiseAfter(run, last, value);
            double[] usual = [.. Enumerable.Range(0, Math.Max(0, last - Window(run) + 1)).Select(place => RiseAfter(run, place, value))];
            return (1.0 + usual.Count(rise => rise >= found)) / (1 + usual.Length);
        })
        .Mean();

    private static double[] LaterRises(TwoPhaseRun run)
    {
        int last = LastOfLargeBatch(run), window = Window(run);
        int count = Math.Max(0, run.Looks.Count - window - (last + window));
        return [.. Enumerable.Range(last + window, count).Select(place => RiseAfter(run, place, look => look.TrainLoss))];
    }
}
