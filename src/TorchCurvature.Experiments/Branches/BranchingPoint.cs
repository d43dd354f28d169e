namespace TorchCurvature.Experiments.Branches;

/// <summary>What became of two orders of the examples from one step on.</summary>
/// <param name="Step">The step at which they part.</param>
/// <param name="TrainError">The barrier of the error on the training data: how far it rises on the line between both ends above their
/// mean.</param>
/// <param name="TestError">Likewise on the test data.</param>
/// <param name="TrainLoss">Likewise of the loss on the training data.</param>
/// <param name="TestLoss">Likewise on the test data.</param>
public sealed record BranchingPoint(long Step, double TrainError, double TestError, double TrainLoss, double TestLoss);
