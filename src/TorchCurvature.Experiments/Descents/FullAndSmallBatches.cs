using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Descents;

/// <summary>Full-batch and small-batch descent from the same weights: losses, gradients and their noise, step by step.</summary>
internal sealed class FullAndSmallBatches : Experiment
{
    private const int BatchSize = 10;

    private static readonly bool[] _both = [true, false];

    public override string Name => "descents";

    public override string Title => "Descent with all data and with small batches: loss, gradient and noise";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        DescentCell[] cells = [.. from seed in Enumerable.Range(0, context.Seeds)
                                  from isFullBatch in _both
                                  select Cell(context.Preset, isFullBatch, seed)];
        IReadOnlyList<Descent> descents = context.Measure<Descent>(cells, cancellation);
        Draw(directory, [.. descents.Take(2)]);
        CsvTable.Write(
            directory, $"{Name}.csv",
            from descent in descents
            from look in descent.Looks
            select (Descent: descent, Look: look),
            [
                new("full_batch", row => row.Descent.IsFullBatch),
                new("seed", row => row.Descent.Seed),
                new("samples", row => row.Descent.Samples),
                new("batch_size", row => row.Descent.BatchSize),
                new("parameters", row => row.Descent.Parameters),
                new("classes", row => row.Descent.Classes),
                new("keskar_sharpness", row => row.Descent.KeskarSharpness),
                new("step", row => row.Look.Step),
                new("loss", row => row.Look.Loss),
                new("gradient_square", row => row.Look.GradientSquare),
                new("noise_trace", row => row.Look.NoiseTrace),
                new("batch_square", row => row.Look.BatchSquare),
                new("noise_share", row => row.Look.NoiseShare),
                new("lambda_max", row => row.Look.Largest),
            ]);

        IReadOnlyList<Verdict> verdicts = context.Judge(ClaimList.Verdicts(new()
        {
            [21] = DescentClaims.KeskarSharpnessAgrees(descents),
            [22] = DescentClaims.NormsOfBatchesMatch(descents),
            [23] = DescentClaims.SameLossAfterAsManySteps(descents),
            [24] = DescentClaims.LossKeepsFalling(descents),
            [30] = DescentClaims.NoiseLiesAlongOutliers(descents),
            [31] = DescentClaims.GradientThenNoise(descents),
        }));
        ExperimentPage.Write(directory, this, context, verdicts, Explanation(cells[0], descents[0].Parameters));
        return verdicts;
    }

    private static DescentCell Cell(Preset preset, bool isFullBatch, int seed)
    {
        var quick = new DescentCell(
            isFullBatch, BatchSize, seed, Classes: 4, Dimension: 20, Samples: 200, Hidden: 12, Spread: 10, Steps: 4000);
        return preset switch
        {
            Preset.Smoke => quick with { Samples = 40, Hidden = 4, Steps = 20 },
            Preset.Quick => quick,
            _ => quick with { Steps = 40_000 },
        };
    }

    private static void Draw(RunDirectory directory, IReadOnlyList<Descent> ofSeed)
    {
        Plot[] panels =
        [
            StepPanel.Draw("loss L", [.. ofSeed.Select(d => Curve(Name(d), d, look => look.Loss))]),
            StepPanel.Draw("squared norm",
            [
                Curve("‖∇L‖²", ofSeed[1], look => look.GradientSquare),
                Curve("mean ‖g‖² of batches", ofSeed[1], look => look.BatchSquare),
                Curve("‖∇L‖² + tr C/b·(N − b)/(N − 1)", ofSeed[1], ofSeed[1].PredictedBatchSquare),
            ]),
            StepPanel.Draw("noise in the top C", [.. ofSeed.Select(d => Curve(Name(d), d, look => look.NoiseShare))]),
            StepPanel.Draw(
                "λ max", [.. ofSeed.Select(d => Curve(Name(d), d, look => look.Largest))], legend: Alignment.UpperLeft),
        ];
        using var figure = new Figure(columns: 2, panels);
        figure.Write(directory, "descents");

        static string Name(Descent descent) => descent.IsFullBatch ? "all data" : $"batches of {descent.BatchSize}";

        static (string, IReadOnlyList<(double, double)>) Curve(string name, Descent descent, Func<GradientLook, double> value) =>
            (name, [.. descent.Looks.Select(look => ((double)look.Step, value(look)))]);
    }

    private static string Explanation(DescentCell cell, int parameters) => string.Create(
        CultureInfo.InvariantCulture,
        $"Networks {cell.Dimension}–{cell.Hidden}–{cell.Hidden}–{cell.Classes} of P = {parameters} parameters learn {cell.Classes} "
        + $"Gaussian clusters with spread {cell.Spread} (N = {cell.Samples}), with all data and in\n"
        + $"batches of {cell.BatchSize}, from the same weights with the same learning rate 0.1, {cell.Steps:N0} steps each; the picture "
        + $"shows seed 0. C is the covariance of the\n"
        + $"gradients of single examples; Keskar sharpness is taken at the end (ε = 1e-3).");
}
