using TorchCurvature.Curvature;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Training;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The table at the end of a run: its first and its last moment.</summary>
public static class TrainSummary
{
    /// <summary>The table.</summary>
    /// <param name="results">What the training gave; it has ended.</param>
    public static SummaryTable Of(TrainResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool isSmall = results.Training!.Reason == StoppingReason.GradientNorm;
        List<IReadOnlyList<string>> rows =
        [
            Row("steps", r => Show.Count(r.Step)),
            Row("loss, training", r => Show.Number(r.Train.Loss)),
            .. OfTest("loss, test", t => Show.Number(t.Loss)),
            Row("accuracy, training", r => Show.Percent(r.Train.Accuracy)),
            .. OfTest("accuracy, test", t => Show.Percent(t.Accuracy)),
            Row("gradient norm", r => Show.Number(r.Train.GradientNorm ?? double.NaN)),
        ];
        if (results.LargestEigenvalues is [var first, ..])
        {
            rows.Add(["λ max", LargestOf(first), LargestOf(results.LargestEigenvalues[^1])]);
            if (results.Spec.Training.Optimizer is { IsPreconditioned: false } optimizer)
            {
                string label = optimizer is DescentSpec { Momentum: 0 } ? "2/learning rate" : $"stable up to {optimizer.StabilityFormula}";
                rows.Add([label, "", Show.Number(optimizer.StabilityThreshold)]);
            }

            rows.Add([$"Hessian-vector products, {Show.Count(results.LargestEigenvalues.Count)} looks", "", Show.Count(results.Products)]);
        }

        rows.Add(["time", "", Show.Time(results.TrainingSeconds)]);
        string end = isSmall ? "until the gradient was small" : "all steps";
        return new SummaryTable($"Training, {end}", ["beginning", "end"], rows);

        IEnumerable<IReadOnlyList<string>> OfTest(string label, Func<RiskEvaluation, string> cell) =>
            results.Records[0].Test is null ? [] : [Row(label, r => cell(r.Test!))];

        string[] Row(string label, Func<RiskRecord, string> cell) => [label, cell(results.Records[0]), cell(results.Records[^1])];
    }

    private static string LargestOf(LargestEigenvalueRecord record) =>
        record.Pairs is [var largest, ..] ? SpectrumSummary.Interval(largest) : "not found";
}
