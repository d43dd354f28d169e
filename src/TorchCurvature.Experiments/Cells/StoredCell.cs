namespace TorchCurvature.Experiments.Cells;

/// <summary>What the file of a finished cell holds.</summary>
/// <param name="Settings">The cell's settings as text.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Result">What it measured.</param>
internal sealed record StoredCell<TResult>(string Settings, double Seconds, TResult Result);
