using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>The part of appendix B that needs no network: samples of known populations beside the laws.</summary>
internal sealed class SampledLaws
{
    private const double Gamma = 0.5;
    private const double ClusterGamma = 0.2;
    private const string OneSpike = "one spike";
    private const string Clusters = "clusters";
    private static readonly double[] s_strengths = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3];
    private static readonly double[] s_clusterSpikes = [12, 7.5, 2.8];
    private static readonly PopulationAtom[] s_identity = [new(1, 1)];
    private static readonly PopulationAtom[] s_clusters = [new(1, 0.5), new(6, 0.5)];

    private readonly SampleCell[] _cells;
    private readonly SpikedCovariance _model = new(Gamma);
    private readonly IReadOnlyList<SampledSpectra> _results;

    /// <summary>Draws the samples.</summary>
    public SampledLaws(ExperimentContext context, CancellationToken cancellation)
    {
        (int dimension, int draws) = context.Preset switch { Preset.Smoke => (60, 4), Preset.Quick => (400, 30), _ => (1000, 100) };
        SampleCell identity = new("identity", s_identity, [], dimension, (int)(dimension / Gamma), draws, Seed: 0);
        SampleCell clusters = identity with
        {
            Name = Clusters,
            Atoms = s_clusters,
            Spikes = s_clusterSpikes,
            Samples = (int)(dimension / ClusterGamma),
        };
        _cells =
        [
            identity,
            identity with { Name = "overparametrized", Samples = dimension / 2 },
            clusters,
            .. s_strengths.Select(s => identity with { Name = FormattableString.Invariant($"spike{s}"), Spikes = [SpikeOf(s)] }),
        ];
        _results = context.Measure<SampledSpectra>(_cells, cancellation);
        Spikes = [.. _cells.Zip(_results, SpikesOf).SelectMany(spikes => spikes)];
    }

    /// <summary>Each spike of each population beside what is predicted.</summary>
    public IReadOnlyList<SampledSpike> Spikes { get; }

    /// <summary>P, N and the number of samples, for the page.</summary>
    public string Sizes =>
        $"P = {_cells[0].Dimension}, N = {_cells[0].Samples} (two clusters: {_cells[2].Samples}), "
        + $"{_cells[0].Draws} samples of each population";

    private SampledSpike[] Swept => [.. Spikes.Where(s => s.Population == OneSpike)];

    /// <summary>The four panels: identity, place, two clusters, overlap.</summary>
    public Plot[] Panels()
    {
        MeasuredSpike[] measured = [.. Swept.Select(s => s.Measured)];
        double largest = 1.05 * measured.Max(m => m.Spike);
        LawCurve law = new("law", _cells[0].Law), clusterLaw = new("law", _cells[2].Law);
        var identity = new LawPanel("Identity: Marchenko–Pastur", "eigenvalue λ", [law]) { Eigenvalues = _results[0].Eigenvalues };
        var clusters = new LawPanel("Two clusters and three spikes", "eigenvalue λ", [clusterLaw])
        {
            Eigenvalues = _results[2].Eigenvalues,
            Outliers = [.. Outlying(_cells[2]).Select(rank => _results[2].Eigenvalues[rank])],
            Predicted = [.. s_clusterSpikes.Select(_cells[2].Law.Predict).Where(p => p.IsOutlier).Select(p => p.Place)],
            PredictedName = "predicted",
        };
        return
        [
            LawPlot.Draw(identity),
            TransitionPlot.DrawPlace(_model, largest, null, measured, "One spike: its place"),
            LawPlot.Draw(clusters),
            TransitionPlot.DrawOverlap(_model, largest, null, measured, "One spike: its eigenvector"),
        ];
    }

    /// <summary>Judges what appendix B says of the laws.</summary>
    public IReadOnlyList<Verdict> Judge()
    {
        (SampleCell identity, SampleCell wide, SampleCell clusters) = (_cells[0], _cells[1], _cells[2]);
        double edge = new LargestEigenvalueLaw(PopulationSpectrum.Isotropic(), identity.Dimension, identity.Samples).Mean;
        return
        [
            SampleClaims.MarchenkoPastur(new SampleDistances(identity.Dimension, _results[0].Distances)),
            SampleClaims.TrivialEigenvalues(wide.Dimension, wide.Samples, _results[1].Zeros),
            SampleClaims.Transition(Gamma, edge, Swept),
            SampleClaims.Outliers(
                new SampleDistances(clusters.Dimension, _results[2].Distances), [.. Spikes.Where(s => s.Population == Clusters)]),
        ];
    }

    private static double SpikeOf(double strength) => 1 + (strength * Math.Sqrt(Gamma));

    private static IEnumerable<SampledSpike> SpikesOf(SampleCell cell, SampledSpectra result)
    {
        string population = cell.Name.StartsWith("spike", StringComparison.Ordinal) ? OneSpike : cell.Name;
        return cell.Spikes.Select((spike, i) =>
            new SampledSpike(population, cell.Law.Predict(spike), Measured(spike, result.Places[i], result.Overlaps[i])));
    }

    // The ranks, in the whole population's order, of the spikes that show.
    private static IEnumerable<int> Outlying(SampleCell cell)
    {
        double[] population = [.. cell.Spikes, .. new PopulationSpectrum(cell.Atoms).Eigenvalues(cell.Dimension - cell.Spikes.Count)];
        return cell.Spikes.Where(s => cell.Law.Predict(s).IsOutlier).Select(s => population.Count(p => p > s));
    }

    private static MeasuredSpike Measured(double spike, IReadOnlyList<double> places, IReadOnlyList<double> overlaps)
    {
        (double place, double placeError) = MeanOf(places);
        (double overlap, double overlapError) = MeanOf(overlaps);
        return new MeasuredSpike(spike, place, placeError, overlap, overlapError);
    }

    private static (double Mean, double Error) MeanOf(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1.0) / values.Count));
    }
}
