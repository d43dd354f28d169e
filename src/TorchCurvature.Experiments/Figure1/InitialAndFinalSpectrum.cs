using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Experiments.Figure1;

/// <summary>Figure 1: the spectrum at a random point, and at the end of gradient descent from there.</summary>
internal sealed class InitialAndFinalSpectrum : Experiment
{
    // The paper says "almost all of its eigenvalues at or near zero" and gives no number.
    private const double AlmostAll = 0.9;
    private const double NearZeroShare = 0.01;

    public override string Name => "figure1";

    public override string Title => "The spectrum at a random point, and at the end of gradient descent";

    public override IReadOnlyList<string> Files => [.. base.Files, "figure1-seeds.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        int classes = scale.Classes[scale.Classes.Count / 2];
        IReadOnlyList<Solution> solutions = context.Measure<Solution>(
            [.. Enumerable.Range(0, context.Seeds).Select(seed => BlobsCell.Of(scale, Optimizer.GradientDescent, Activation.ReLU, 1, classes, seed, withInitial: true))], cancellation);
        (Spectrum Initial, Spectrum Final)[] spectra = [.. solutions.Select(s => (s.InitialSpectrum(), s.FinalSpectrum()))];

        SpectrumPlot.Write(
            directory,
            CurvatureMatrices.Hessian.Title,
            [
                new("At a random point", spectra[0].Initial, Edge(spectra[0].Initial)),
                new("At the end of gradient descent from there", spectra[0].Final, Edge(spectra[0].Final)),
            ],
            Name);
        EigenvalueTable.Write(directory, [new("initial", spectra[0].Initial), new("final", spectra[0].Final)], $"{Name}.csv");
        CsvTable.Write(
            directory, $"{Name}-seeds.csv",
            from s in spectra.Index()
            from point in new[] { (Name: "initial", Spectrum: s.Item.Initial), (Name: "final", Spectrum: s.Item.Final) }
            select (Seed: s.Index, Point: point.Name, point.Spectrum),
            [
                new("seed", row => row.Seed),
                new("point", row => row.Point),
                new("parameters", row => row.Spectrum.Dimension),
                new("near_zero", row => CountNearZero(row.Spectrum)),
                new("lambda_max", row => row.Spectrum.Largest),
                new("lambda_min", row => row.Spectrum.Smallest),
                new("negatives", row => row.Spectrum.NegativeCount),
                new("bulk_edge_count", row => Edge(row.Spectrum).Count),
            ]);

        SeedSummary initial = SeedSummary.Of(spectra.Select(s => NearZero(s.Initial))), final = SeedSummary.Of(spectra.Select(s => NearZero(s.Final)));
        SeedSummary outliers = SeedSummary.Of(spectra.Select(s => (double)Edge(s.Final).Count));
        SeedSummary lowest = SeedSummary.Of(spectra.Select(s => -s.Final.Smallest / s.Final.Largest));
        Verdict[] verdicts =
        [
            context.Judge(
                "The Hessian is extremely singular: almost all of its eigenvalues are at or near zero, at random points too.",
                initial.Least >= AlmostAll && final.Least >= AlmostAll,
                $"{initial.ToText("0.0 %")} of the eigenvalues are within {NearZeroShare:0 %} of max\\|λ\\| at the random point, {final.ToText("0.0 %")} at the end (we ask for {AlmostAll:0 %})"),
            context.Judge(
                "After training the outliers are only a handful, as many as there are classes (within one, for the median over seeds).",
                Math.Abs(outliers.Median - classes) <= 1,
                $"{outliers.ToText("0")} eigenvalues above the bulk's edge; {classes} classes"),
            context.Judge(
                "Negative eigenvalues remain, and are tiny beside the largest.",
                spectra.All(s => s.Final.NegativeCount > 0) && lowest.Greatest < 0.1,
                $"|λ min| / λ max = {lowest.ToText("0.000")}".Replace("|", "\\|", StringComparison.Ordinal)),
        ];
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(CultureInfo.InvariantCulture, $"""
            Each bar is a count of eigenvalues on a logarithmic scale; marks show the eigenvalues above the bulk's edge. A network of two hidden layers and P = {spectra[0].Final.Dimension} parameters
            learns {classes} Gaussian clusters by full-batch gradient descent (N = {scale.Samples}, {context.Seeds} seeds, the picture shows seed 0). The paper does not say which data and
            how many parameters its figure 1 has, so shapes are to be compared, not numbers.
            """));
        return verdicts;
    }

    private static OutlierCount Edge(Spectrum spectrum) => OutlierCounting.Count(spectrum, OutlierRule.BulkEdge);

    private static double NearZero(Spectrum spectrum) => CountNearZero(spectrum) / (double)spectrum.Dimension;

    private static int CountNearZero(Spectrum spectrum) => spectrum.CountNearZero(NearZeroShare * spectrum.SpectralNorm);
}
