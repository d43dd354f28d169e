using MathNet.Numerics.Statistics;
using TorchCurvature.Experiments.Basins;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about the way from a large batch's solution to a small batch's.</summary>
internal static class PathClaims
{
    // Two-sided, of the normal law.
    private const double Errors95 = 1.959964;

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
    /// <param name="lines">The line of every seed; at least one.</param>
    public static Judgement SmallBatchIsBetter(IReadOnlyList<SolutionLine> lines)
    {
        PairedDifference[] gains = [.. lines.Select(Gain)];
        PairedDifference pooled = PairedDifference.Pool(gains);
        return Judgement.Above(
            "test accuracy of the small batch's solution less that of the large one's, in percentage points (95 % interval, errors over "
                + "examples as if independent, and over seeds)",
            Normal(100 * pooled.Mean, 100 * pooled.StandardError), lines.Count, 0);

        static PairedDifference Gain(SolutionLine line)
        {
            LinePoint large = line.At(0), small = line.At(1);
            return new PairedDifference(
                small.TestAccuracy - large.TestAccuracy, Both(small.TestAccuracyError, large.TestAccuracyError));
        }
    }

    /// <summary>Figure 10: between the solutions the loss is nowhere above the straight line between its ends.</summary>
    /// <param name="lines">The line of every seed; at least one.</param>
    public static Judgement NoBarrier(IReadOnlyList<SolutionLine> lines)
    {
        PairedDifference[] highest = [.. lines.Select(line => line.Between.Select(p => AboveEnds(line, p)).MaxBy(h => h.Mean)!)];
        PairedDifference worst = highest.MaxBy(h => h.Mean)!;
        Interval found = Normal(worst.Mean, worst.StandardError);
        return Judgement.Of(
            "training loss above the linear interpolation of its ends, where it is most, of all seeds (95 % interval, errors over examples "
                + "as if independent)",
            found, lines.Count, holds: found.Upper <= 0, isRefuted: found.Lower > 0);

        static PairedDifference AboveEnds(SolutionLine line, LinePoint point)
        {
            LinePoint large = line.At(0), small = line.At(1);
            double share = point.Position;
            double height = point.Loss - ((1 - share) * large.Loss) - (share * small.Loss);
            return new PairedDifference(
                height, Both(point.LossError, Both((1 - share) * large.LossError, share * small.LossError)));
        }
    }

    /// <summary>Beyond both solutions the loss rises, and more so beyond the large batch's.</summary>
    /// <param name="lines">The line of every seed; at least one.</param>
    public static Judgement LargeBatchIsSharper(IReadOnlyList<SolutionLine> lines)
    {
        PairedDifference[] large = [.. lines.Select(line => Rise(line, 0, -1))], small = [.. lines.Select(line => Rise(line, 1, 2))];
        PairedDifference pooled = PairedDifference.Pool(
            [.. large.Zip(small, (l, s) => new PairedDifference(l.Mean - s.Mean, Both(l.StandardError, s.StandardError)))]);
        Interval excess = Normal(pooled.Mean, pooled.StandardError);
        bool areWalls = large.Concat(small).All(r => r.Mean > Errors95 * r.StandardError);
        string both = FormattableString.Invariant($"{large.Average(r => r.Mean):G3} and {small.Average(r => r.Mean):G3}");
        return Judgement.Of(
            "rise of the training loss from α = 0 to −1 less that from 1 to 2 (95 % interval, errors over examples as if independent, and "
                + $"over seeds); the rises are {both}",
            excess, lines.Count, holds: areWalls && excess.Lower > 0, isRefuted: excess.Upper < 0);

        static PairedDifference Rise(SolutionLine line, double end, double beyond)
        {
            LinePoint from = line.At(end), to = line.At(beyond);
            return new PairedDifference(to.Loss - from.Loss, Both(from.LossError, to.LossError));
        }
    }

    private static Interval Normal(double value, double error) => new(value, value - (Errors95 * error), value + (Errors95 * error));

    private static double Both(double one, double other) => Math.Sqrt((one * one) + (other * other));

    private static int LastOfLargeBatch(TwoPhaseRun run) => run.Looks.Count(look => look.Phase == 1) - 1;

    private static int Window(TwoPhaseRun run) => BasinResult.Window(run.Looks.Count(look => look.Phase == 2));

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
