using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Branches;

/// <summary>What branches of trainings say of the claims of Frankle et al.</summary>
internal static class BranchClaims
{
    private const double Stable = ErrorInstability.Stable;

    // "Early in training": 3 % of it for ResNet-20 on CIFAR-10, 20 % for ResNet-50 on ImageNet.
    private const double Early = 0.2;

    /// <summary>Instability at the start, less of it later, and stability from early in training on.</summary>
    /// <param name="seeds">One set of numbers for each seed, all with the same steps; at least one.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<BranchNumbers> seeds) =>
        [UnstableAtStart(seeds), Falls(seeds), StableEarly(seeds)];

    private static Verdict UnstableAtStart(IReadOnlyList<BranchNumbers> seeds)
    {
        var barrier = Interval.OfMean(seeds.Select(s => s.TestErrors[0]));
        return Verdict.Of(
            "Two orders from the start end in networks that are not linearly connected.",
            barrier.Lower > Stable,
            isRefuted: barrier.Upper < Stable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the test error rises on the line by {barrier.ToText("0.0 %")} (95 % interval; stable is less than {Stable:0 %})"));
    }

    private static Verdict Falls(IReadOnlyList<BranchNumbers> seeds)
    {
        long last = seeds[0].Steps[^1];
        var ofError = Interval.OfMean(seeds.Select(s => s.TestErrors[0] - s.TestErrors[^1]));
        var ofLoss = Interval.OfMean(seeds.Select(s => s.TrainLosses[0] - s.TrainLosses[^1]));
        return Verdict.Of(
            "The later they part, the less the line rises.",
            ofError.Lower > 0 && ofLoss.Lower > 0,
            isRefuted: ofError.Upper < 0 || ofLoss.Upper < 0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"from the start to step {last:N0} the rise of the test error falls by {ofError.ToText("0.0 %")}, that of the "
                + $"training loss by "
                + $"{ofLoss.ToText("0.000")} (95 % intervals)"));
    }

    private static Verdict StableEarly(IReadOnlyList<BranchNumbers> seeds)
    {
        Interval[] barriers =
            [.. Enumerable.Range(0, seeds[0].Steps.Count).Select(i => Interval.OfMean(seeds.Select(s => s.TestErrors[i])))];
        // From there on, all of them.
        int first = Array.FindLastIndex(barriers, b => !(b.Upper < Stable)) + 1;
        long early = (long)(Early * seeds[0].Length);
        int lastEarly = seeds[0].Steps.ToList().FindLastIndex(step => step <= early);
        string found = first < barriers.Length
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"stable (below {Stable:0 %} at 95 %) from step {seeds[0].Steps[first]:N0}, "
                + $"{(double)seeds[0].Steps[first] / seeds[0].Length:0.0 %} of "
                + $"the training, with {barriers[first].ToText("0.0 %")}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"at no step below {Stable:0 %} at 95 %; from step {seeds[0].Steps[^1]:N0} it is {barriers[^1].ToText("0.0 %")}");
        return Verdict.Of(
            "Early in training they become stable: from there on two orders end in linearly connected networks.",
            first <= lastEarly,
            isRefuted: barriers[lastEarly].Lower > Stable,
            found);
    }
}
