using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>Appendix B: laws of random matrices beside samples of them, and beside the matrices of a trained network.</summary>
internal sealed class RandomMatrices : Experiment
{
    private const string Network = "appendix-b-network";

    public override string Name => "appendix-b";

    public override string Title => "The spectrum of the generalized Gauss–Newton matrix, from random matrices";

    public override IReadOnlyList<string> Files => [.. base.Files, $"{Network}.csv", $"{Network}.png", $"{Network}.svg", $"{Network}-outliers.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        var sampled = new SampledLaws(context, cancellation);
        var network = new NetworkLaws(context, cancellation);
        using (var figure = new Figure(columns: 2, sampled.Panels()))
        {
            figure.Write(directory, Name);
        }

        LawPlot.Write(directory, network.Panels(), Network);
        CsvTable.Write(directory, $"{Name}.csv", "population,spike,is_outlier,predicted_place,place,place_error,predicted_overlap,overlap,overlap_error", sampled.Spikes.Select(FormattableString (s) =>
            $"{s.Population},{s.Predicted.Spike:G17},{(s.Predicted.IsOutlier ? "true" : "false")},{s.Predicted.Place:G17},{s.Measured.Place:G17},{s.Measured.PlaceError:G17},{s.Predicted.Overlap:G17},{s.Measured.Overlap:G17},{s.Measured.OverlapError:G17}"));
        CsvTable.Write(directory, $"{Network}.csv", "seed,matrix,law,gamma,atoms,ks_distance,verdict,outlier_threshold,outlier_count", network.Fits.Select(FormattableString (f) =>
            $"{f.Seed},{f.Matrix},{f.Law},{f.Fit.Law.AspectRatio:G17},{Atoms(f.Fit, "G17")},{f.Fit.KolmogorovSmirnovDistance:G17},{f.Fit.Verdict.ToString().ToLowerInvariant()},{f.Fit.OutlierThreshold:G17},{f.Fit.OutlierCount}"));
        CsvTable.Write(directory, $"{Network}-outliers.csv", "seed,index,gauss_newton,class_means", network.Outliers.Select(FormattableString (o) => $"{o.Seed},{o.Index},{o.Measured:G17},{o.ClassMeans:G17}"));

        Verdict[] verdicts = [.. sampled.Judge(context), .. network.Judge(context)];
        ExperimentPage.Write(directory, this, context, verdicts, Page(context, sampled, network));
        return verdicts;
    }

    private static string Page(ExperimentContext context, SampledLaws sampled, NetworkLaws network)
    {
        string spikes = string.Join('\n', sampled.Spikes.Select(s => string.Create(
            CultureInfo.InvariantCulture,
            $"| {s.Population} | {s.Predicted.Spike:0.00} | {(s.Predicted.IsOutlier ? "yes" : "no")} | {s.Predicted.Place:0.000} | {s.Measured.Place:0.000} ± {s.Measured.PlaceError:0.000} | {s.Predicted.Overlap:0.000} | {s.Measured.Overlap:0.000} ± {s.Measured.OverlapError:0.000} |")));
        string fits = string.Join('\n', network.Fits.Where(f => f.Seed == 0).Select(f => string.Create(
            CultureInfo.InvariantCulture,
            $"| {f.Matrix} | {f.Law} | {f.Fit.Law.AspectRatio:G3} | {Atoms(f.Fit, "G2")} | {f.Fit.KolmogorovSmirnovDistance:0.000} | {f.Fit.Verdict.ToString().ToLowerInvariant()} | {f.Fit.OutlierCount} above {f.Fit.OutlierThreshold:0.0e+0} |")));
        string outliers = string.Join('\n', network.Outliers.Where(o => o.Seed == 0).Select(o => string.Create(CultureInfo.InvariantCulture, $"| {o.Index} | {o.Measured:0.00e+0} | {o.ClassMeans:0.00e+0} |")));
        return $"""
            Samples with normal entries, {sampled.Sizes}; the histograms show the first. The blue band is the bulk; dashed lines are the thresholds at which a spike comes out of it, above or below.
            A spike that is no outlier has its sample eigenvalue at an edge or in the bulk, at finite size a little off the limit that the table names.

            | population | spike | outlier | place, predicted | sampled | squared overlap, predicted | sampled |
            | --- | --- | --- | --- | --- | --- | --- |
            {spikes}

            ![Fits to a trained network]({Network}.png)

            The same laws fitted to a network of P = {network.Dimension} parameters after training on Gaussian clusters (N = {network.Samples}, {context.Seeds} seeds, the picture and the tables show seed 0): counts of eigenvalues
            on two logarithmic axes, the largest C of them in vermilion; curves are what the fitted laws would have, dashed lines where their outliers would begin. Eigenvalues that are zero but for
            rounding are left out. D is the Kolmogorov–Smirnov distance.

            | matrix | law | γ | atoms:share | D | fit | outliers |
            | --- | --- | --- | --- | --- | --- | --- |
            {fits}

            | index | largest eigenvalues of G | from class means |
            | --- | --- | --- |
            {outliers}
            """;
    }

    private static string Atoms(BulkFit fit, string format) => string.Join(' ', fit.Population.Atoms.Where(a => a.Value > 0).Select(a =>
        a.Value.ToString(format, CultureInfo.InvariantCulture) + ":" + a.Weight.ToString("0.###", CultureInfo.InvariantCulture)));
}
