namespace TorchCurvature.Curvature;

/// <summary>The empirical risk on training and test data at one step of a training run.</summary>
/// <param name="Step">Steps taken before this moment.</param>
/// <param name="Phase">The phase that led here, from 1.</param>
/// <param name="Train">On the training data.</param>
/// <param name="Test">On the test data.</param>
public sealed record RiskRecord(long Step, int Phase, RiskEvaluation Train, RiskEvaluation Test);
