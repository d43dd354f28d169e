using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Figure3;

/// <summary>
/// Figure 3: scree plots of the Hessian's eigenvalues after training by SGD, for several numbers of classes, with a gap after the C-th.
/// </summary>
internal sealed class ScreePlots : Experiment
{
    public override string Name => "figure3";

    public override string Title => "Scree plots of eigenvalues with a visible gap";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        BlobsCell[] cells = [.. from classes in scale.Classes
                                from seed in Enumerable.Range(0, context.Seeds)
                                select BlobsCell.Of(
                                    scale, Optimizer.StochasticGradientDescent, Activation.ReLU, spread: 1, classes, seed)];
        Spectrum[][] spectra = [.. context.Measure<Solution>(cells, cancellation).Select(s => s.FinalSpectrum()).Chunk(context.Seeds)];
        OutlierCount[][] counts = [.. spectra.Select(ofClass => ofClass.Select(AboveEdge).ToArray())];
        ClassCounts[] summaries = [.. scale.Classes.Select((c, i) => new ClassCounts(c, [.. counts[i].Select(count => count.Count)]))];

        Plot[] panels =
        [
            .. scale.Classes.Select((c, i) => ScreePanel.Draw(
                $"C = {c}: {counts[i][0].Count} above the gap", "eigenvalue λᵢ",
                spectra[i][0].Eigenvalues, Math.Min(ClassScree.Length, (2 * c) + 20), counts[i][0])),
            ScreePanel.DrawCounts("count, median and range over seeds", "eigenvalues above the gap", summaries),
        ];
        using (var figure = new Figure(3, panels))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv",
            from c in scale.Classes.Index()
            from s in spectra[c.Index].Index()
            from e in s.Item.Eigenvalues.Take(ClassScree.Length).Index()
            let isAbove = e.Index < counts[c.Index][s.Index].Count
            select (Classes: c.Item, Seed: s.Index, Index: e.Index + 1, Eigenvalue: e.Item, IsAbove: isAbove),
            [
                new("classes", row => row.Classes),
                new("seed", row => row.Seed),
                new("index", row => row.Index),
                new("eigenvalue", row => row.Eigenvalue),
                new("above_gap", row => row.IsAbove ? 1 : 0),
            ]);

        IEnumerable<ClassScree> screes =
            from c in scale.Classes.Index()
            from s in spectra[c.Index].Index()
            select ClassScree.Of(c.Item, s.Item, counts[c.Index][s.Index].Count);
        ClassScree[] networks = [.. screes];
        IReadOnlyList<Verdict> verdicts = context.Judge(ClaimList.Verdicts(new()
        {
            [1] = OutlierCountClaims.BulkAndOutliers(networks),
            [10] = OutlierCountClaims.ExactlyAsManyAsClasses(networks),
        }));
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Crosses are the largest eigenvalues of the Hessian after SGD on a ReLU network "
            + $"{scale.Dimension}–{scale.Hidden}–{scale.Hidden}–C (N = {scale.Samples}, at most {scale.MaxSteps:N0} steps, seed 0); those\n"
            + $"above the bulk's edge are red, the dashed line is the cutoff. The last panel counts them for all {context.Seeds} seeds "
            + $"beside the line of equal numbers."));
        return verdicts;
    }

    private static OutlierCount AboveEdge(Spectrum spectrum) => OutlierCounting.Count(spectrum, OutlierRule.BulkEdge);
}
