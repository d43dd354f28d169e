using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>A row of table 1 as measured, for all seeds.</summary>
internal sealed class MeasuredRow
{
    private readonly OutlierCount[][] _counts;

    public MeasuredRow(PaperRow paper, IReadOnlyList<Solution> solutions)
    {
        (Paper, Solutions) = (paper, solutions);
        Spectra = [.. solutions.Select(s => s.FinalSpectrum())];
        _counts = [.. Spectra.Select(s => OutlierCounting.CountByEveryRule(s).ToArray())];
    }

    /// <summary>What the paper has.</summary>
    public PaperRow Paper { get; }

    /// <summary>The trained networks by seed.</summary>
    public IReadOnlyList<Solution> Solutions { get; }

    /// <summary>Their spectra.</summary>
    public IReadOnlyList<Spectrum> Spectra { get; }

    /// <summary>The count that a rule gives for one seed.</summary>
    public OutlierCount Count(int seed, OutlierRule rule) => _counts[seed].Single(c => c.Rule == rule);

    /// <summary>The count that a rule gives, over the seeds.</summary>
    public SeedSummary Counts(OutlierRule rule) => Over(seed => Count(seed, rule).Count);

    /// <summary>The eigenvalue at which a rule cuts, over the seeds for which it finds outliers.</summary>
    public SeedSummary Cutoffs(OutlierRule rule) =>
        Enumerable.Range(0, Solutions.Count).Select(seed => Count(seed, rule)).Where(c => c.Count > 0).Select(c => c.Cutoff).ToArray() is { Length: > 0 } cutoffs
            ? SeedSummary.Of(cutoffs)
            : new SeedSummary(double.NaN, double.NaN, double.NaN);

    /// <summary>Whether the median count of a rule is within one of C.</summary>
    public bool IsWithinOne(OutlierRule rule) => Math.Abs(Counts(rule).Median - Paper.Classes) <= 1;

    /// <summary>Seeds whose count is within one of C.</summary>
    public int SeedsWithinOne(OutlierRule rule) => Enumerable.Range(0, Solutions.Count).Count(seed => Math.Abs(Count(seed, rule).Count - Paper.Classes) <= 1);

    /// <summary>A number of every seed, summarized.</summary>
    public SeedSummary Over(Func<int, double> ofSeed) => SeedSummary.Of(Enumerable.Range(0, Solutions.Count).Select(ofSeed));
}
