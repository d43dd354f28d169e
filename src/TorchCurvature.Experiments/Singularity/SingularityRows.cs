using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Singularity;

/// <summary>How singular the Hessian is, for more and more parameters and for data of more and more dimensions.</summary>
internal sealed class SingularityRows : Experiment
{
    private const double NearZero = 1e-3;

    public override string Name => "singularity";

    public override string Title => "The share of eigenvalues near zero against parameters and the dimension of the data";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        SingularityCell usual = Usual(context.Preset);
        int[] widths = context.Preset == Preset.Smoke ? [2, 4] : [8, 12, 18, 27, 40];
        int[] dimensions = context.Preset == Preset.Smoke ? [2, 8] : [2, 4, 8, 12, 16];
        int[] seeds = [.. Enumerable.Range(0, context.Seeds)];
        SingularityCell[] ofWidths = [.. seeds.SelectMany(seed => widths.Select(h => usual with { Seed = seed, Hidden = h }))];
        SingularityCell[] ofDimensions = [.. seeds.SelectMany(seed => dimensions.Select(k => usual with { Seed = seed, Intrinsic = k }))];
        SingularityCell[] cells = [.. ofWidths, .. ofDimensions];
        SingularNetwork[] networks =
        [
            .. context.Measure<Solution>(cells, cancellation)
                .Select((solution, i) => Network(cells[i], solution, isOfWidths: i < ofWidths.Length)),
        ];
        Draw(directory, networks);
        CsvTable.Write(
            directory, $"{Name}.csv", networks,
            [
                new("row", n => n.IsOfWidths ? "widths" : "dimensions"),
                new("seed", n => n.Seed),
                new("parameters", n => n.Parameters),
                new("samples", n => n.Samples),
                new("intrinsic_dimension", n => n.Intrinsic),
                new("near_zero_before", n => n.Before),
                new("near_zero_after", n => n.After),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge(ClaimList.Verdicts(new()
        {
            [5] = SingularityGrowthClaims.GrowsWithParametersAndFallsWithDimension(networks),
        }));
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"The share of eigenvalues within 0.1 % of max|λ| (means over {context.Seeds} seeds), before training and after "
            + $"{usual.Steps:N0} steps of full-batch descent, of networks with two\n"
            + $"hidden layers on {usual.Classes} Gaussian clusters (N = {usual.Samples}) in {usual.Dimension} numbers. Left: widths grow, "
            + $"the data vary in all directions. Right: width {usual.Hidden}, the data vary in\n"
            + $"few directions of the same space, with the same variance of a number. Widths begin at {widths[0]}, because narrower layers "
            + $"are bottlenecks, whose outputs span few directions: these\n"
            + $"networks are singular for another reason."));
        return verdicts;
    }

    private static SingularityCell Usual(Preset preset)
    {
        var quick = new SingularityCell(0, Classes: 4, Intrinsic: 20, Dimension: 20, Samples: 200, Hidden: 12, Steps: 2000);
        return preset switch
        {
            Preset.Smoke => quick with { Samples = 40, Hidden = 4, Steps = 20 },
            Preset.Quick => quick,
            _ => quick with { Steps = 40_000 },
        };
    }

    private static SingularNetwork Network(SingularityCell cell, Solution solution, bool isOfWidths)
    {
        Spectrum final = solution.FinalSpectrum();
        return new SingularNetwork(
            cell.Seed, final.Dimension, cell.Samples, cell.Intrinsic, isOfWidths, Share(solution.InitialSpectrum()), Share(final));

        static double Share(Spectrum spectrum) => spectrum.CountNearZero(NearZero * spectrum.SpectralNorm) / (double)spectrum.Dimension;
    }

    private void Draw(RunDirectory directory, IReadOnlyList<SingularNetwork> networks)
    {
        SingularNetwork[] widths = [.. networks.Where(n => n.IsOfWidths)], dimensions = [.. networks.Where(n => !n.IsOfWidths)];
        Plot[] panels =
        [
            StepPanel.Draw("share near zero", Curves(widths, n => n.Parameters / (double)n.Samples), "P / N", Alignment.LowerRight),
            StepPanel.Draw("share near zero", Curves(dimensions, n => n.Intrinsic), "dimension of the data", Alignment.LowerLeft),
        ];
        using var figure = new Figure(columns: 2, panels) { Height = 500 };
        figure.Write(directory, Name);

        (string, IReadOnlyList<(double, double)>)[] Curves(SingularNetwork[] row, Func<SingularNetwork, double> place) =>
            [("before training", Means(row, place, n => n.Before)), ("after", Means(row, place, n => n.After))];

        (double, double)[] Means(SingularNetwork[] row, Func<SingularNetwork, double> place, Func<SingularNetwork, double> share) =>
            [.. row.GroupBy(place).OrderBy(group => group.Key).Select(group => (group.Key, group.Average(share)))];
    }
}
