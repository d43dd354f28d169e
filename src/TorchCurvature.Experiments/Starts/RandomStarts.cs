using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Starts;

/// <summary>Where trainings from other random points end, and what the scales of weights and inputs do to the Hessian.</summary>
internal sealed class RandomStarts : Experiment
{
    public override string Name => "starts";

    public override string Title => "Other random points, other scales of weights and inputs";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        StartsCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset, seed))];
        IReadOnlyList<PairOfStarts> pairs = context.Measure<PairOfStarts>(cells, cancellation);
        Plot panel = StepPanel.Draw(
            "λ max, and barrier in loss",
            [
                ("usual", Curve(p => p.Largest)),
                ("inputs × 3", Curve(p => p.LargestOfScaledInputs)),
                ("weights × 2 before training", Curve(p => p.LargestOfScaledWeights)),
                ("barrier between two solutions", Curve(p => p.Barrier)),
            ],
            "seed, from 1", Alignment.MiddleRight);
        using (var figure = new Figure(panel))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv", pairs,
            [
                new("seed", p => p.Seed),
                new("parameters", p => p.Parameters),
                new("cosine", p => p.Cosine),
                new("barrier", p => p.Barrier),
                new("loss_of_ends", p => p.LossOfEnds),
                new("lambda_max", p => p.Largest),
                new("lambda_max_scaled_inputs", p => p.LargestOfScaledInputs),
                new("lambda_max_scaled_weights", p => p.LargestOfScaledWeights),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge(ClaimList.Verdicts(new()
        {
            [29] = StartClaims.OtherBasins(pairs),
            [32] = StartClaims.ScalesMatter(pairs),
        }));
        StartsCell cell = cells[0];
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Networks {cell.Dimension}–{cell.Hidden}–{cell.Hidden}–{cell.Classes} of P = {pairs[0].Parameters} parameters learn "
            + $"{cell.Classes} Gaussian clusters (N = {cell.Samples}) by full-batch descent, {cell.Steps:N0} steps, from two random\n"
            + $"points on the same data; once more with inputs three times, and once with first weights two times as large. The barrier is "
            + $"how far the loss on the straight line between both\n"
            + $"solutions is above the linear interpolation of its ends, at most."));
        return verdicts;

        (double, double)[] Curve(Func<PairOfStarts, double> value) => [.. pairs.Select(p => (p.Seed + 1.0, value(p)))];
    }

    private static StartsCell Cell(Preset preset, int seed)
    {
        var quick = new StartsCell(seed, Classes: 4, Dimension: 20, Samples: 200, Hidden: 12, Steps: 2000);
        return preset switch
        {
            Preset.Smoke => quick with { Samples = 40, Hidden = 4, Steps = 20 },
            Preset.Quick => quick,
            _ => quick with { Steps = 40_000 },
        };
    }
}
