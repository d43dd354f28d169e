using System.Globalization;
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

    // (ℓ − 1)/√γ is 1 at the threshold, and the transition as wide as N^{-1/3}: nearer to it samples of this size are on neither side.
    private const double ClearlyAbove = 1.5;
    private const double ClearlyBelow = 0.5;
    private const double MostErrors = 3;
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
        _cells =
        [
            identity,
            identity with { Name = "overparametrized", Samples = dimension / 2 },
            identity with { Name = "clusters", Atoms = s_clusters, Spikes = s_clusterSpikes, Samples = (int)(dimension / ClusterGamma) },
            .. s_strengths.Select(s => identity with { Name = string.Create(CultureInfo.InvariantCulture, $"spike{s}"), Spikes = [1 + (s * Math.Sqrt(Gamma))] }),
        ];
        _results = context.Measure<SampledSpectra>(_cells, cancellation);
    }

    /// <summary>Each spike of each population beside what is predicted.</summary>
    public IEnumerable<(string Population, OutlierPrediction Predicted, MeasuredSpike Measured)> Spikes => _cells.Zip(_results).SelectMany(c => c.First.Spikes.Select((spike, i) => (
        c.First.Name.StartsWith("spike", StringComparison.Ordinal) ? "one spike" : c.First.Name, c.First.Law.Predict(spike), Measured(spike, c.Second.Places[i], c.Second.Overlaps[i]))));

    /// <summary>P, N and the number of samples, for the page.</summary>
    public string Sizes => $"P = {_cells[0].Dimension}, N = {_cells[0].Samples} (two clusters: {_cells[2].Samples}), {_cells[0].Draws} samples of each population";

    /// <summary>The four panels: identity, place, two clusters, overlap.</summary>
    public Plot[] Panels()
    {
        (string, OutlierPrediction, MeasuredSpike Measured)[] swept = [.. Spikes.Where(s => s.Population == "one spike")];
        MeasuredSpike[] measured = [.. swept.Select(s => s.Measured)];
        double largest = 1.05 * measured.Max(m => m.Spike);
        return
        [
            LawPlot.Draw(new LawPanel("Identity: Marchenko–Pastur", "eigenvalue λ", [new LawCurve("law", _cells[0].Law)]) { Eigenvalues = _results[0].Eigenvalues }),
            TransitionPlot.DrawPlace(_model, largest, null, measured, "One spike: its place"),
            LawPlot.Draw(new LawPanel("Two clusters and three spikes", "eigenvalue λ", [new LawCurve("law", _cells[2].Law)])
            {
                Eigenvalues = _results[2].Eigenvalues,
                Outliers = [.. Outlying(_cells[2]).Select(rank => _results[2].Eigenvalues[rank])],
                Predicted = [.. s_clusterSpikes.Select(_cells[2].Law.Predict).Where(p => p.IsOutlier).Select(p => p.Place)],
                PredictedName = "predicted",
            }),
            TransitionPlot.DrawOverlap(_model, largest, null, measured, "One spike: its eigenvector"),
        ];
    }

    /// <summary>Judges what appendix B says of the laws.</summary>
    public IEnumerable<Verdict> Judge(ExperimentContext context)
    {
        (SampleCell identity, SampleCell wide, SampleCell clusters) = (_cells[0], _cells[1], _cells[2]);
        double[] distances = [.. _results[0].Distances];
        yield return context.Judge(
            "Uncorrelated gradients: the eigenvalues are distributed according to the Marchenko–Pastur law.",
            Near(distances, identity.Dimension),
            $"distance of {distances.Length} samples from the law {SeedSummary.Of(distances).ToText("0.0000")}; about 99 of 100 samples of the law keep below {Text(BulkFitting.ConsistentDistance(identity.Dimension))}");
        yield return context.Judge(
            "If P > N there are P − N trivial eigenvalues at zero.",
            _results[1].Zeros.All(z => z == wide.Dimension - wide.Samples),
            $"P = {wide.Dimension}, N = {wide.Samples}: {SeedSummary.Of(_results[1].Zeros.Select(z => (double)z)).ToText("0")} zeros");

        (OutlierPrediction Predicted, MeasuredSpike Measured)[] swept = [.. Spikes.Where(s => s.Population == "one spike").Select(s => (s.Predicted, s.Measured))];
        double edge = new LargestEigenvalueLaw(PopulationSpectrum.Isotropic(), identity.Dimension, identity.Samples).Mean;
        double above = swept.Where(s => Strength(s.Predicted.Spike) >= ClearlyAbove - 1e-9).Max(s => Errors(s.Predicted, s.Measured));
        double below = swept.Where(s => Strength(s.Predicted.Spike) <= ClearlyBelow + 1e-9).Max(s => Math.Abs(s.Measured.Place - edge) / s.Measured.PlaceError);
        yield return context.Judge(
            "There is a phase transition for the largest eigenvalue: a spike shows apart from the bulk above 1 + √γ only.",
            above <= MostErrors && below <= MostErrors,
            $"from (ℓ − 1)/√γ = {Text(ClearlyAbove)} on, places and overlaps are within {Text(above)} standard errors of the prediction; up to {Text(ClearlyBelow)} the largest eigenvalue is within {Text(below)} of that of a sample without spike");

        distances = [.. _results[2].Distances];
        double outliers = Spikes.Where(s => s.Population == "clusters" && s.Predicted.IsOutlier).Max(s => Errors(s.Predicted, s.Measured));
        yield return context.Judge(
            "Outliers of the sample covariance follow from the population covariance, also where that is neither the identity nor spikes beside it.",
            Near(distances, clusters.Dimension) && outliers <= MostErrors,
            $"two clusters: distance {SeedSummary.Of(distances).ToText("0.0000")}; the outliers, one above and one between the clusters, are within {Text(outliers)} standard errors");
    }

    private static double Strength(double spike) => (spike - 1) / Math.Sqrt(Gamma);

    private static bool Near(IReadOnlyCollection<double> distances, int count) => SeedSummary.Of(distances).Median <= BulkFitting.ConsistentDistance(count);

    // The ranks, in the whole population's order, of the spikes that show.
    private static IEnumerable<int> Outlying(SampleCell cell)
    {
        double[] population = [.. cell.Spikes, .. new PopulationSpectrum(cell.Atoms).Eigenvalues(cell.Dimension - cell.Spikes.Count)];
        return cell.Spikes.Where(s => cell.Law.Predict(s).IsOutlier).Select(s => population.Count(p => p > s));
    }

    private static double Errors(OutlierPrediction predicted, MeasuredSpike measured) =>
        Math.Max(Math.Abs(measured.Place - predicted.Place) / measured.PlaceError, Math.Abs(measured.Overlap - predicted.Overlap) / measured.OverlapError);

    private static MeasuredSpike Measured(double spike, IReadOnlyList<double> places, IReadOnlyList<double> overlaps)
    {
        ((double place, double placeError), (double overlap, double overlapError)) = (MeanOf(places), MeanOf(overlaps));
        return new MeasuredSpike(spike, place, placeError, overlap, overlapError);
    }

    private static (double Mean, double Error) MeanOf(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1.0) / values.Count));
    }

    private static string Text(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
