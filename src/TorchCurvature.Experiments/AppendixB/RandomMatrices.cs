using System.Globalization;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>Appendix B: laws of random matrices beside samples of them, and beside the matrices of a trained network.</summary>
internal sealed class RandomMatrices : Experiment
{
    private const string Network = "appendix-b-network";

    public override string Name => "appendix-b";

    public override string Title => "The spectrum of the generalized Gauss–Newton matrix, from random matrices";

    public override IReadOnlyList<string> Files => [.. base.Files, $"{Network}.csv", .. PlotFiles.Of(Network), $"{Network}-outliers.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        var sampled = new SampledLaws(context, cancellation);
        var network = new NetworkLaws(context, cancellation);
        using (var figure = new Figure(columns: 2, sampled.Panels()))
        {
            figure.Write(directory, Name);
        }

        LawPlot.Write(directory, network.Panels(), Network);
        WriteTables(directory, sampled, network);

        SpikePlace[] outliers = [.. sampled.Spikes.Where(s => s.Predicted.IsOutlier).Select(Place)];
        IReadOnlyList<Verdict> verdicts = context.Judge(
        [
            .. ClaimList.Verdicts(new() { [34] = LawClaims.OutliersArePredicted(outliers) }),
            .. sampled.Judge(),
            .. network.Judge(),
        ]);
        ExperimentPage.Write(directory, this, context, verdicts, Page(context, sampled, network));
        return verdicts;
    }

    private static SpikePlace Place(SampledSpike spike) =>
        new(spike.Predicted.Place, spike.Measured.Place, spike.Measured.PlaceError);

    private void WriteTables(RunDirectory directory, SampledLaws sampled, NetworkLaws network)
    {
        CsvTable.Write(directory, $"{Name}.csv", sampled.Spikes,
        [
            new("population", s => s.Population),
            new("spike", s => s.Predicted.Spike),
            new("is_outlier", s => s.Predicted.IsOutlier),
            new("predicted_place", s => s.Predicted.Place),
            new("place", s => s.Measured.Place),
            new("place_error", s => s.Measured.PlaceError),
            new("predicted_overlap", s => s.Predicted.Overlap),
            new("overlap", s => s.Measured.Overlap),
            new("overlap_error", s => s.Measured.OverlapError),
        ]);
        CsvTable.Write(directory, $"{Network}.csv", network.Fits,
        [
            new("seed", f => f.Seed),
            new("matrix", f => f.Matrix),
            new("law", f => f.Law),
            new("gamma", f => f.Fit.Law.AspectRatio),
            new("atoms", f => Atoms(f.Fit, "G17")),
            new("ks_distance", f => f.Fit.KolmogorovSmirnovDistance),
            new("verdict", f => f.Fit.Verdict.ToString().ToLowerInvariant()),
            new("outlier_threshold", f => f.Fit.OutlierThreshold),
            new("outlier_count", f => f.Fit.OutlierCount),
        ]);
        CsvTable.Write(directory, $"{Network}-outliers.csv", network.Outliers,
        [
            new("seed", o => o.Seed),
            new("index", o => o.Index),
            new("gauss_newton", o => o.Measured),
            new("class_means", o => o.ClassMeans),
        ]);
    }

    private static string Page(ExperimentContext context, SampledLaws sampled, NetworkLaws network)
    {
        string spikes = PageTable.Of(
            sampled.Spikes,
            new("population", s => $"{s.Population}"),
            new("spike", s => $"{s.Predicted.Spike:0.00}"),
            new("outlier", s => $"{(s.Predicted.IsOutlier ? "yes" : "no")}"),
            new("place, predicted", s => $"{s.Predicted.Place:0.000}"),
            new("sampled", s => $"{s.Measured.Place:0.000} ± {s.Measured.PlaceError:0.000}"),
            new("squared overlap, predicted", s => $"{s.Predicted.Overlap:0.000}"),
            new("sampled", s => $"{s.Measured.Overlap:0.000} ± {s.Measured.OverlapError:0.000}"));
        string fits = PageTable.Of(
            network.Fits.Where(f => f.Seed == 0),
            new("matrix", f => $"{f.Matrix}"),
            new("law", f => $"{f.Law}"),
            new("γ", f => $"{f.Fit.Law.AspectRatio:G3}"),
            new("atoms:share", f => $"{Atoms(f.Fit, "G2")}"),
            new("D", f => $"{f.Fit.KolmogorovSmirnovDistance:0.000}"),
            new("fit", f => $"{f.Fit.Verdict.ToString().ToLowerInvariant()}"),
            new("outliers", f => $"{f.Fit.OutlierCount} above {f.Fit.OutlierThreshold:0.0e+0}"));
        string outliers = PageTable.Of(
            network.Outliers.Where(o => o.Seed == 0),
            new("index", o => $"{o.Index}"),
            new("largest eigenvalues of G", o => $"{o.Measured:0.00e+0}"),
            new("from class means", o => $"{o.ClassMeans:0.00e+0}"));
        return
            $"Samples with normal entries, {sampled.Sizes}; the histograms show the first. The blue band is the bulk; dashed lines are the "
            + "thresholds at which a spike comes out of it, above or below.\n"
            + "A spike that is no outlier has its sample eigenvalue at an edge or in the bulk, at finite size a little off the limit that "
            + "the table names.\n\n"
            + $"{spikes}\n\n"
            + $"![Fits to a trained network]({Network}.png)\n\n"
            + $"The same laws fitted to a network of P = {network.Dimension} parameters after training on Gaussian clusters "
            + $"(N = {network.Samples}, {context.Seeds} seeds, the picture and the tables show seed 0): counts of eigenvalues\n"
            + "on two logarithmic axes, the largest C of them in vermilion; curves are what the fitted laws would have, dashed lines where "
            + "their outliers would begin. Eigenvalues that are zero but for\n"
            + "rounding are left out. D is the Kolmogorov–Smirnov distance.\n\n"
            + $"{fits}\n\n"
            + outliers;
    }

    private static string Atoms(BulkFit fit, string format)
    {
        return string.Join(' ', fit.Population.Atoms.Where(a => a.Value > 0).Select(Text));

        string Text(PopulationAtom atom)
        {
            string value = atom.Value.ToString(format, CultureInfo.InvariantCulture);
            return $"{value}:{atom.Weight.ToString("0.###", CultureInfo.InvariantCulture)}";
        }
    }
}
