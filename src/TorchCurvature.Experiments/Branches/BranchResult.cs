namespace TorchCurvature.Experiments.Branches;

/// <summary>The branching points of one training.</summary>
/// <param name="Parameters">P.</param>
/// <param name="TrainAccuracy">At the end of the training, on its data.</param>
/// <param name="TestAccuracy">On the test data.</param>
/// <param name="Points">In order of their steps.</param>
public sealed record BranchResult(int Parameters, double TrainAccuracy, double TestAccuracy, IReadOnlyList<BranchingPoint> Points);
