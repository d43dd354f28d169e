namespace TorchCurvature.Reporting;

/// <summary>A number of an <see cref="EventLog"/>.</summary>
/// <param name="Name">Its curve's name, with <c>/</c> between group and curve.</param>
/// <param name="Value">The number, which the log keeps in float32.</param>
public sealed record LoggedScalar(string Name, double Value);
