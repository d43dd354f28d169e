using System.Globalization;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.LinearModel;

/// <summary>Appendix B for the one case that it covers: a linear model on Gaussian inputs.</summary>
internal sealed class LinearModels : Experiment
{
    private const string Table = "linear-model-fits";

    public override string Name => "linear-model";

    public override string Title => "The Gauss–Newton matrix of softmax regression on Gaussian inputs";

    public override IReadOnlyList<string> Files => [$"{Table}.csv", .. PlotFiles.Of(Name)];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        LinearModelCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset, seed))];
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> measured =
            context.Measure<IReadOnlyList<IReadOnlyList<double>>>(cells, cancellation);
        LinearModelCell cell = cells[0];
        FittedModel[] models =
        [
            .. from network in measured.Index()
               from look in network.Item.Index()
               let spectrum = LinearModelCell.SpectrumOf(look.Item)
               select new FittedModel(network.Index, look.Index == 0 ? 0 : cell.Steps, spectrum, BulkFitting.MarchenkoPastur(spectrum)),
        ];
        LinearFit[] fits = [.. models.Select(m => m.Numbers(cell))];
        LawPlot.Write(directory, [.. models.Where(m => m.Seed == 0).Select(m => m.Panel())], Name);
        CsvTable.Write(
            directory, $"{Table}.csv", fits,
            [
                new("seed", f => f.Seed),
                new("inputs", f => f.Inputs),
                new("samples", f => f.Samples),
                new("eigenvalues", f => f.Eigenvalues),
                new("step", f => f.Step),
                new("aspect_ratio", f => f.AspectRatio),
                new("ks_distance", f => f.Distance),
            ]);
        IReadOnlyList<Verdict> verdicts =
            context.Judge(ClaimList.Verdicts(new() { [35] = LawClaims.LinearModelsHaveTheLaw(fits) }));
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Two classes, d = {cell.Inputs} independent Gaussian inputs, N = {cell.Samples}, labels that are drawn; {cell.Steps:N0} steps "
            + $"of full-batch descent. G is the mean of p(1 − p)·xxᵀ, twice over,\n"
            + $"so that its {fits[0].Eigenvalues} nonzero eigenvalues are those of a sample covariance with γ = d/N where p is the same "
            + $"for all examples; histograms and fitted laws of seed 0."));
        return verdicts;
    }

    private static LinearModelCell Cell(Preset preset, int seed)
    {
        var quick = new LinearModelCell(seed, Inputs: 250, Samples: 2000, Steps: 2000);
        return preset switch
        {
            Preset.Smoke => quick with { Inputs = 20, Samples = 80, Steps = 20 },
            Preset.Quick => quick,
            _ => quick with { Steps = 40_000 },
        };
    }

    private sealed record FittedModel(int Seed, long Step, Spectrum Spectrum, BulkFit Fit)
    {
        public LinearFit Numbers(LinearModelCell cell) => new(
            Seed, cell.Inputs, cell.Samples, Spectrum.Dimension, Step, Fit.Law.AspectRatio, Fit.KolmogorovSmirnovDistance);

        public LawPanel Panel()
        {
            string law = string.Create(CultureInfo.InvariantCulture, $"Marchenko–Pastur: D = {Fit.KolmogorovSmirnovDistance:0.000}");
            return new LawPanel(
                Step == 0 ? "before training" : "after training", "eigenvalue λ of G", [new LawCurve(law, Fit.Law, Fit.OutlierThreshold)])
            {
                Eigenvalues = [.. Spectrum.Eigenvalues],
            };
        }
    }
}
