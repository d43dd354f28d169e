using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Figure1;

/// <summary>Figure 1: the spectrum at a random point, and at the end of gradient descent from there.</summary>
internal sealed class InitialAndFinalSpectrum : Experiment
{
    public override string Name => "figure1";

    public override string Title => "The spectrum at a random point, and at the end of gradient descent";

    public override IReadOnlyList<string> Files => [.. base.Files, "figure1-seeds.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        int classes = scale.Classes[scale.Classes.Count / 2];
        BlobsCell[] cells =
        [
            .. Enumerable.Range(0, context.Seeds).Select(seed => BlobsCell.Of(
                scale, Optimizer.GradientDescent, Activation.ReLU, spread: 1, classes, seed, withInitial: true)),
        ];
        IReadOnlyList<Solution> solutions = context.Measure<Solution>(cells, cancellation);
        (Spectrum Initial, Spectrum Final)[] spectra = [.. solutions.Select(s => (s.InitialSpectrum(), s.FinalSpectrum()))];
        SpectrumNumbers[] initial = [.. spectra.Select(s => SpectrumNumbers.Of(s.Initial))];
        SpectrumNumbers[] final = [.. spectra.Select(s => SpectrumNumbers.Of(s.Final))];

        NamedSpectrum[] drawn =
        [
            new("At a random point", spectra[0].Initial, Edge(spectra[0].Initial)),
            new("At the end of gradient descent from there", spectra[0].Final, Edge(spectra[0].Final)),
        ];
        using (var figure = new Figure([.. SpectrumPlot.Draw(CurvatureMatrices.Hessian.Title, drawn), SharePanel.Draw(drawn)])
        {
            Height = Figure.UsualHeight * 3 / 2,
        })
        {
            figure.Write(directory, Name);
        }

        EigenvalueTable.Write(directory, [new("initial", spectra[0].Initial), new("final", spectra[0].Final)], $"{Name}.csv");
        CsvTable.Write(
            directory, $"{Name}-seeds.csv",
            from seed in Enumerable.Range(0, context.Seeds)
            from point in new[] { (Name: "initial", Numbers: initial[seed]), (Name: "final", Numbers: final[seed]) }
            select (Seed: seed, Point: point.Name, point.Numbers),
            [
                new("seed", row => row.Seed),
                new("point", row => row.Point),
                new("parameters", row => row.Numbers.Parameters),
                new("near_zero", row => row.Numbers.NearZero),
                new("lambda_max", row => row.Numbers.Largest),
                new("lambda_min", row => row.Numbers.Smallest),
                new("negatives", row => row.Numbers.Negatives),
                new("bulk_edge_count", row => row.Numbers.Outliers),
            ]);

        IEnumerable<ClassScree> screes = spectra.Zip(final, (s, numbers) => ClassScree.Of(classes, s.Final, numbers.Outliers));
        IReadOnlyList<Verdict> verdicts = context.Judge(ClaimList.Verdicts(new()
        {
            [4] = MagnitudeClaims.NearZero([.. initial.Select(n => n.ShareNearZero)], [.. final.Select(n => n.ShareNearZero)]),
            [1] = OutlierCountClaims.BulkAndOutliers([.. screes]),
            [11] = MagnitudeClaims.TinyNegatives([.. final.Select(n => n.Smallest)], [.. final.Select(n => n.Largest)]),
        }));
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Each bar is a count of eigenvalues on a logarithmic scale; marks show the eigenvalues above the bulk's edge. "
            + $"The last panel has both spectra on one axis. "
            + $"A network of two hidden layers and P = {spectra[0].Final.Dimension} parameters\n"
            + $"learns {classes} Gaussian clusters by full-batch gradient descent (N = {scale.Samples}, {context.Seeds} seeds, "
            + $"the picture shows seed 0). The paper does not say which data and\n"
            + $"how many parameters its figure 1 has, so shapes are to be compared, not numbers."));
        return verdicts;
    }

    private static OutlierCount Edge(Spectrum spectrum) => OutlierCounting.Count(spectrum, OutlierRule.BulkEdge);
}
