using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Basins;

/// <summary>Figure 9: training with a large batch that is followed at once by training with a small one.</summary>
internal sealed class LargeThenSmallBatch : BasinFigure
{
    public override string Name => "figure9";

    public override string Title => "Large batch training, immediately followed by small batch training";

    protected override void Draw(RunDirectory directory, BasinCell cell, BasinResult run) =>
        RiskRecordPlot.Write(
            directory, run.Records, [cell.Switch], Name, $"batches of {cell.LargeBatch:N0}", $"batches of {cell.SmallBatch:N0}");

    protected override void WriteTable(RunDirectory directory, IReadOnlyList<BasinResult> runs) => CsvTable.Write(
        directory, $"{Name}.csv", runs.SelectMany((run, seed) => run.Records.Select(r => (Seed: seed, Record: r))),
        [new("seed", row => row.Seed), .. RiskRecordTable.Columns<(int Seed, RiskRecord Record)>(row => row.Record)]);

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<BasinResult> runs) => ClaimList.Verdicts(new()
    {
        [25] = PathClaims.JumpAtTheSwitch([.. runs.Select(r => new TwoPhaseRun([.. r.Records.Select(TrainingLook.Of)]))]),
        [26] = PathClaims.SmallBatchIsBetter(
            "in the last fifth of its records less that in the last fifth of the large batch's",
            [.. runs.Select(r => r.GainTowardsTheEnd)]),
    });

    protected override string Explain(BasinCell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"Every {cell.StepsBetween} steps loss and accuracy are taken on the same {cell.RecordSamples:N0} training and "
        + $"{cell.RecordSamples:N0} test images, {cell.Records} times with each batch size; the dashed line is the switch.");
}
