using System.Globalization;
using ScottPlot;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Operators;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Figure2;

/// <summary>Figure 2: principal component analysis of the synthetic inputs for several numbers of classes.</summary>
internal sealed class PrincipalComponents : Experiment
{
    public override string Name => "figure2";

    public override string Title => "PCA of the synthetic input data for various numbers of classes";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        Spectrum[][] spectra = [.. scale.Classes.Select(c => SpectraOf(scale, c, context.Seeds))];
        OutlierCount[][] counts = [.. spectra.Select(ofClass => ofClass.Select(LargeOnes).ToArray())];
        ClassCounts[] summaries = [.. scale.Classes.Select((c, i) => new ClassCounts(c, [.. counts[i].Select(count => count.Count)]))];

        Plot[] panels =
        [
            .. scale.Classes.Select((c, i) => ScreePanel.Draw(
                $"C = {c}: {counts[i][0].Count} large", "variance of component", spectra[i][0].Eigenvalues, scale.Dimension, counts[i][0])),
            ScreePanel.DrawCounts("count, median and range over seeds", "large components", summaries),
        ];
        using (var figure = new Figure(3, panels))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv",
            from c in scale.Classes.Index()
            from s in spectra[c.Index].Index()
            from e in s.Item.Eigenvalues.Index()
            let isLarge = e.Index < counts[c.Index][s.Index].Count
            select (Classes: c.Item, Seed: s.Index, Index: e.Index + 1, Variance: e.Item, IsLarge: isLarge),
            [
                new("classes", row => row.Classes),
                new("seed", row => row.Seed),
                new("index", row => row.Index),
                new("variance", row => row.Variance),
                new("is_large", row => row.IsLarge ? 1 : 0),
            ]);

        IReadOnlyList<Verdict> verdicts = context.Judge(
        [
            .. ClaimList.Verdicts(new() { [9] = OutlierCountClaims.OtherThanClasses(summaries) }),
            ComponentClaims.OneLessThanClasses(summaries),
        ]);
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Crosses are the eigenvalues of the covariance of the inputs ({scale.Samples} training examples of {scale.Dimension} numbers, "
            + $"seed 0), in descending order; those above the largest quotient of neighbours are red. Every\n"
            + $"feature has variance 1, so the eigenvalues sum to {scale.Dimension}. The last panel counts them for all "
            + $"{context.Seeds} seeds beside the line of equal numbers."));
        return verdicts;
    }

    private static Spectrum[] SpectraOf(BlobsScale scale, int classes, int seeds) =>
        [.. Enumerable.Range(0, seeds).Select(seed => Components(scale, classes, seed))];

    private static OutlierCount LargeOnes(Spectrum spectrum) => OutlierCounting.Count(spectrum, OutlierRule.Ratio);

    private static Spectrum Components(BlobsScale scale, int classes, long seed)
    {
        using TrainTestSplit data = GaussianBlobs.Generate(
            classes, scale.Dimension, scale.Samples, spread: 1, SeedStream.Derive(seed, "data"));
        using DisposeScope scope = NewDisposeScope();
        Tensor centred = data.Train.Inputs - data.Train.Inputs.mean([0], keepdim: true);
        Tensor product = centred.t().mm(centred).DividedBy(data.Train.Count);
        using var covariance = new DenseOperator(product.Plus(product.t()).DividedBy(2));
        return new Spectrum(DenseEigensolver.Values(covariance));
    }
}
