namespace TorchCurvature.Experiments.Branches;

/// <summary>What claims about a training's branching points go by.</summary>
/// <param name="Steps">The steps at which two orders part, ascending.</param>
/// <param name="TestErrors">The barrier of the test error for each.</param>
/// <param name="TrainLosses">The barrier of the training loss for each.</param>
/// <param name="Length">Steps of the training in all.</param>
internal sealed record BranchNumbers(
    IReadOnlyList<long> Steps, IReadOnlyList<double> TestErrors, IReadOnlyList<double> TrainLosses, long Length)
{
    /// <summary>The numbers of a training.</summary>
    public static BranchNumbers Of(long length, BranchResult result) => new(
        [.. result.Points.Select(p => p.Step)],
        [.. result.Points.Select(p => p.TestError)],
        [.. result.Points.Select(p => p.TrainLoss)],
        length);
}
