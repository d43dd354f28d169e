namespace TorchCurvature.Reporting.Plots;

/// <summary>The part of a path that is drawn once more by itself.</summary>
/// <param name="From">The first position.</param>
/// <param name="To">The last position.</param>
/// <param name="Start">What the network at 0 is called.</param>
/// <param name="End">What the network at 1 is called.</param>
internal sealed record PathFocus(double From, double To, string Start, string End);
