using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.ClassLevels;

/// <summary>Which eigenvalues of G come from class means, which from cross-class means, and which from neither.</summary>
internal sealed class ThreeLevels : LaterExperiment
{
    public override string Name => "papyan";

    public override string Title => "Three levels in the spectrum of G, and where they come from";

    protected override string Source =>
        "Papyan 2020: Traces of Class/Cross-Class Structure Pervade Deep Learning Spectra, JMLR 21(252), arXiv:2008.11865";

    protected override string Printed =>
        "The paper's numbers are the counts themselves, C and then up to C(C − 1) eigenvalues; shares of single eigenvalues it shows in "
        + "figures and prints none that can be compared.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        LevelCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset) with { Seed = seed })];
        IReadOnlyList<LevelSpectrum> spectra = context.Measure<LevelSpectrum>(cells, cancellation);
        LevelCell cell = cells[0];
        LevelNumbers[] numbers = [.. spectra.Select(s => LevelNumbers.Of(cell.Classes, s))];
        Draw(directory, cell.Classes, spectra[0]);
        CsvTable.Write(
            directory, "papyan.csv",
            from spectrum in spectra.Index()
            from index in Enumerable.Range(0, spectrum.Item.Eigenvalues.Count)
            select (Seed: spectrum.Index, Spectrum: spectrum.Item, Index: index),
            [
                new("seed", row => row.Seed),
                new("index", row => row.Index + 1),
                new("eigenvalue_gauss_newton", row => row.Spectrum.Eigenvalues[row.Index], "G9"),
                new("share_class_means", row => row.Spectrum.FromClasses[row.Index], "G9"),
                new("share_cross_class_means", row => row.Spectrum.AcrossClasses[row.Index], "G9"),
                new("eigenvalue_hessian", row => row.Spectrum.OfHessian[row.Index], "G9"),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge(LevelClaims.Of(cell.Classes, numbers));
        string table = PageTable.Of(
            numbers.Zip(spectra).Index(),
            new("seed", row => $"{row.Index}"),
            new("loss", row => $"{row.Item.Second.Loss:0.0e+0}"),
            new("accuracy", row => $"{row.Item.Second.Accuracy:0.0 %}"),
            new("class means in the first C", row => $"{row.Item.First.FirstFromClasses:0.0 %}"),
            new("cross-class means up to C(C − 1)", row => $"{row.Item.First.SecondAcrossClasses:0.0 %}"),
            new("neither in the rest", row => $"{row.Item.First.RestFromNeither:0.0 %}"),
            new("drop after C, decades", row => $"{row.Item.First.FirstDrop:0.00}"),
            new("after C(C − 1)", row => $"{row.Item.First.SecondDrop:0.00}"),
            new("usual", row => $"{row.Item.First.UsualDrop:0.00}"));
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Above: the largest eigenvalues of G, coloured by what makes up most of each; below: the share of both kinds of means in each "
            + $"(seed 0). The share of an eigenvalue λ with the unit vector v that a\n"
            + $"part A of G makes up is vᵀAv/λ; class means, cross-class means and what is left add up to G. Lines: after C and C(C − 1). "
            + $"A ReLU network {cell.Dimension}–{cell.Hidden}–{cell.Hidden}–{cell.Classes}\n"
            + $"(P = {spectra[0].Parameters:N0}) learned {cell.Classes} Gaussian clusters (spread {cell.Spread}, N = {cell.Samples}) by "
            + $"gradient descent over all examples until ‖∇L‖ < {cell.StopGradientNorm:0e+0} or {cell.MaxSteps:N0} steps "
            + $"({context.Seeds} seeds)."
            + $"\n\n{table}"));
        return verdicts;
    }

    private static LevelCell Cell(Preset preset) => preset switch
    {
        Preset.Smoke => new(8, 60, 3, Spread: 10, Hidden: 6, MaxSteps: 100, StopGradientNorm: 1e-3, Seed: 0),
        Preset.Quick => new(100, 500, 6, Spread: 2, Hidden: 20, MaxSteps: 3000, StopGradientNorm: 1e-3, Seed: 0),
        _ => new(100, 1000, 10, Spread: 2, Hidden: 30, MaxSteps: 20_000, StopGradientNorm: 1e-3, Seed: 0),
    };

    private static void Draw(RunDirectory directory, int classes, LevelSpectrum spectrum)
    {
        (int Index, double Value, double Classes, double Across)[] all =
        [
            .. spectrum.Eigenvalues.Select((e, i) => (i + 1, e, spectrum.FromClasses[i], spectrum.AcrossClasses[i])),
        ];
        Curve[] crosses =
        [
            Crosses("class means", PlotStyle.Vermilion, e => e.Classes >= Math.Max(e.Across, 1 - e.Classes - e.Across)),
            Crosses("cross-class means", PlotStyle.Blue, e => e.Across > Math.Max(e.Classes, 1 - e.Classes - e.Across)),
            Crosses("neither", PlotStyle.Grey, e => 1 - e.Classes - e.Across > Math.Max(e.Classes, e.Across)),
        ];
        Plot scree = CurvePanel.Draw("", "", "λ of G", crosses, isLogarithmic: true);
        Plot shares = CurvePanel.Draw(
            "", "index", "share of λ",
            [
                new("class means", [.. all.Select(e => ((double)e.Index, e.Classes))], PlotStyle.Vermilion) { Marker = 5 },
                new("cross-class means", [.. all.Select(e => ((double)e.Index, e.Across))], PlotStyle.Blue) { Marker = 5 },
            ]);
        foreach (Plot panel in (Plot[])[scree, shares])
        {
            panel.Add.VerticalLine(classes + 0.5, width: 1.5f, PlotStyle.Ink);
            panel.Add.VerticalLine(LevelCell.TwoLevels(classes) + 0.5, width: 1.5f, PlotStyle.Ink);
        }

        shares.Axes.SetLimitsY(-0.03, 1.03);
        using var figure = new Figure(scree, shares);
        figure.Write(directory, "papyan");

        Curve Crosses(string name, Color color, Func<(int Index, double Value, double Classes, double Across), bool> isOf) =>
            new(name, [.. all.Where(isOf).Select(e => ((double)e.Index, e.Value))], color) { Width = 0, Marker = 8 };
    }
}
