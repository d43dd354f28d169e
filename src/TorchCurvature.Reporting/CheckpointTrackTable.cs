using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// <c>checkpoints.csv</c>: the curvature at the checkpoints of a training, a line for each checkpoint and quantity, with what is known of
/// its error and what is to be known about it.
/// </summary>
public static class CheckpointTrackTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "checkpoints.csv";

    /// <summary>Writes the table.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="points">The checkpoints in their order.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<CheckpointCurvature> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var rows = from point in points from quantity in Quantities(point) select new { Point = point, Quantity = quantity };
        CsvTable.Write(run, FileName, rows,
        [
            new("checkpoint", r => r.Point.Path),
            new("step", r => r.Point.Step),
            new("quantity", r => r.Quantity.Name),
            new("value", r => r.Quantity.Value),
            new("lower", r => r.Quantity.Lower),
            new("upper", r => r.Quantity.Upper),
            new("remark", r => r.Quantity.Remark),
        ]);
    }

    private static IEnumerable<CheckpointQuantity> Quantities(CheckpointCurvature point) =>
    [
        new("loss", point.Risk.Loss),
        new("gradient_norm", point.Risk.GradientNorm),
        .. Eigenvalues("lambda", point.Hessian, "the loss or its gradient is not finite"),
        .. Estimated("trace", point.Trace),
        .. Estimated("near_zero", point.NearZero),
        .. Estimated("negative", point.Negative),
        new("two_over_learning_rate", point.TwoOverLearningRate) { Remark = RemarkOnLearningRate(point) },
        .. Preconditioned(point),
        new("stability_threshold", point.StabilityThreshold) { Remark = RemarkOnThreshold(point) },
        new("products", point.Products),
        new("seconds", point.Seconds),
    ];

    private static IEnumerable<CheckpointQuantity> Eigenvalues(string name, LargestEigenvalueRecord? found, string whyNot)
    {
        string none = found?.Status == SolverStatus.NotFinite ? "a product is not finite" : whyNot;
        return found is { Pairs: { Count: > 0 } pairs }
            ? pairs.Select(pair => new CheckpointQuantity($"{name}_{pair.Index}", pair.Value)
            {
                Lower = pair.Lower,
                Upper = pair.Upper,
                Remark = RemarkOn(pair, found),
            })
            : [new CheckpointQuantity($"{name}_1", null) { Remark = none }];
    }

    private static IEnumerable<CheckpointQuantity> Preconditioned(CheckpointCurvature point) =>
        point.Preconditioned is null && point.WhyNotPreconditioned is null
            ? []
            : Eigenvalues("preconditioned_lambda", point.Preconditioned, point.WhyNotPreconditioned ?? "");

    private static CheckpointQuantity[] Estimated(string name, Estimate? estimate) => estimate is null
        ? []
        : [new CheckpointQuantity(name, estimate.Value)
        {
            Lower = estimate.Lower,
            Upper = estimate.Upper,
            Remark = estimate.IsResolved ? null : "not resolved: the interval is what is known",
        }];

    private static string? RemarkOn(RitzPair pair, LargestEigenvalueRecord found) =>
        found.Status == SolverStatus.NotFinite ? "a later product is not finite"
        : !pair.IsConverged ? "not converged"
        : !found.IsConfirmed ? "not searched from a random start"
        : null;

    private static string? RemarkOnLearningRate(CheckpointCurvature point) => point.Training.LearningRate switch
    {
        null => "the checkpoint does not say its learning rate",
        0 => "the learning rate is 0",
        _ => null,
    };

    private static string? RemarkOnThreshold(CheckpointCurvature point) => point.StabilityThreshold is null
        ? RemarkOnLearningRate(point) ?? "the checkpoint does not say enough of its optimizer"
        : point.IsOfAdam ? "for preconditioned_lambda_1" : "for lambda_1";
}
