namespace TorchCurvature.Studies.Runs;

/// <summary>How many examples a study looked at.</summary>
/// <param name="Train">Training examples.</param>
/// <param name="Test">Test examples; null where there are none.</param>
internal sealed record ExampleCounts(long Train, long? Test);
