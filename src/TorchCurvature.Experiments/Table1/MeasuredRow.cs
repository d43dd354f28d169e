using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>A row of table 1 as measured, for all seeds.</summary>
internal sealed class MeasuredRow
{
    private readonly OutlierCount[][] _counts;

    public MeasuredRow(PaperRow paper, IReadOnlyList<Solution> solutions)
    {
        Paper = paper;
        Solutions = solutions;
        Spectra = [.. solutions.Select(s => s.FinalSpectrum())];
        _counts = [.. Spectra.Select(s => OutlierCounting.CountByEveryRule(s).ToArray())];
        Counts = new RowCounts(
            paper, By(OutlierRule.Gap), By(OutlierRule.Ratio), By(OutlierRule.Elbow), By(OutlierRule.BulkEdge), By(OutlierRule.Knee));
    }

    /// <summary>What the paper has.</summary>
    public PaperRow Paper { get; }

    /// <summary>The trained networks by seed.</summary>
    public IReadOnlyList<Solution> Solutions { get; }

    /// <summary>Their spectra.</summary>
    public IReadOnlyList<Spectrum> Spectra { get; }

    /// <summary>How many eigenvalues the rules find large.</summary>
    public RowCounts Counts { get; }

    /// <summary>The count that a rule gives for one seed.</summary>
    public OutlierCount Count(int seed, OutlierRule rule) => _counts[seed].Single(c => c.Rule == rule);

    /// <summary>The eigenvalue at which a rule cuts, over the seeds for which it finds outliers.</summary>
    public SeedSummary Cutoffs(OutlierRule rule)
    {
        OutlierCount[] found = [.. Enumerable.Range(0, Solutions.Count).Select(seed => Count(seed, rule)).Where(c => c.Count > 0)];
        return found.Length > 0
            ? SeedSummary.Of(found.Select(c => c.Cutoff))
            : new SeedSummary(double.NaN, double.NaN, double.NaN);
    }

    /// <summary>The networks for the claims.</summary>
    public IEnumerable<CountedRun> Runs =>
        from seed in Enumerable.Range(0, Solutions.Count)
        let edge = Count(seed, OutlierRule.BulkEdge)
        select new CountedRun(
            Paper.Activation == Activation.ReLU, Paper.Optimizer == Optimizer.StochasticGradientDescent, Paper.Spread, Paper.Classes, seed,
            edge.Count, edge.Cutoff, Spectra[seed].Largest);

    /// <summary>Eigenvalues above the paper's cutoff, where it has one.</summary>
    public SeedSummary? AbovePaperCutoff => Paper.Cutoff is { } cutoff
        ? Over(seed => Spectra[seed].Eigenvalues.Count(e => e > cutoff))
        : null;

    /// <summary>The mean of the eigenvalues.</summary>
    public SeedSummary Mean => Over(seed => Spectra[seed].Mean);

    /// <summary>A number of every seed, summarized.</summary>
    public SeedSummary Over(Func<int, double> ofSeed) => SeedSummary.Of(Enumerable.Range(0, Solutions.Count).Select(ofSeed));

    private int?[] By(OutlierRule rule) => [.. _counts.Select(ofSeed => ofSeed.Single(c => c.Rule == rule).Count)];
}
