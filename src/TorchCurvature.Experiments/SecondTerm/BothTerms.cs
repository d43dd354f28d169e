using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.SecondTerm;

/// <summary>The second term of the Hessian through training: how large it is, whether its factors correlate, what is trivial.</summary>
internal sealed class BothTerms : Experiment
{
    public override string Name => "second-term";

    public override string Title => "The second term of the decomposition, through training";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        SecondTermCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset, seed))];
        IReadOnlyList<SecondTermRun> runs = context.Measure<SecondTermRun>(cells, cancellation);
        Draw(directory, runs);
        CsvTable.Write(
            directory, $"{Name}.csv",
            from run in runs
            from look in run.Looks
            select (Run: run, Look: look),
            [
                new("seed", row => row.Run.Seed),
                new("parameters", row => row.Run.Parameters),
                new("samples", row => row.Run.Samples),
                new("step", row => row.Look.Step),
                new("loss", row => row.Look.Loss),
                new("functional_to_hessian", row => row.Look.ShareOfHessian),
                new("functional_to_shuffled", row => row.Look.OverShuffled),
                new("level", row => row.Look.Level),
                new("trivial_size", row => row.Look.TrivialSize),
                new("zeros", row => row.Look.Zeros),
            ]);

        IReadOnlyList<Verdict> verdicts = context.Judge(ClaimList.Verdicts(new()
        {
            [6] = DecompositionClaims.SecondTermCanBeIgnored(runs),
            [7] = DecompositionClaims.FactorsAreNotCorrelated(runs),
            [8] = DecompositionClaims.TrivialEigenvalues(runs),
        }));
        SecondTermCell cell = cells[0];
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"H = G + F, with G the Gauss–Newton matrix and F the mean of ∂ℓ/∂f · ∇²f over examples and outputs. "
            + $"Networks {cell.Dimension}–{cell.Hidden}–{cell.Hidden}–{cell.Classes} of P = {runs[0].Parameters} parameters\n"
            + $"learn {cell.Classes} Gaussian clusters (N = {cell.Samples}) by full-batch descent, {cell.Steps:N0} steps; each curve is a "
            + $"seed. Shuffled means that each example has the derivatives\n"
            + $"∂ℓ/∂f of another one, {cell.Shuffles} times: were they not correlated with ∇²f, F would be as large as that. "
            + $"Trivial is the (P − N)th smallest."));
        return verdicts;
    }

    private static SecondTermCell Cell(Preset preset, int seed)
    {
        var quick = new SecondTermCell(seed, Classes: 4, Dimension: 20, Samples: 200, Hidden: 12, Steps: 4000, Shuffles: 99);
        return preset switch
        {
            Preset.Smoke => quick with { Samples = 40, Hidden = 4, Steps = 20, Shuffles = 3 },
            Preset.Quick => quick,
            _ => quick with { Steps = 40_000 },
        };
    }

    private void Draw(RunDirectory directory, IReadOnlyList<SecondTermRun> runs)
    {
        Plot[] panels =
        [
            StepPanel.Draw("‖F‖ / ‖H‖", Curves(look => look.ShareOfHessian)),
            StepPanel.Draw("‖F‖ / ‖F‖ shuffled", Curves(look => look.OverShuffled)),
            StepPanel.Draw("trivial |λ| / max|λ|", Curves(look => look.TrivialSize), legend: Alignment.UpperRight),
        ];
        using var figure = new Figure(columns: 1, panels);
        figure.Write(directory, Name);

        (string, IReadOnlyList<(double, double)>)[] Curves(Func<SecondTermLook, double> value) =>
        [
            .. runs.Select(run => (
                $"seed {run.Seed}",
                (IReadOnlyList<(double, double)>)[.. run.Looks.Select(look => ((double)look.Step, value(look)))])),
        ];
    }
}
