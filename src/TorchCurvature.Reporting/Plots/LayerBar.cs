namespace TorchCurvature.Reporting.Plots;

/// <summary>A line of a <see cref="LayerPlot"/>: what is known of the diagonal block of one parameter tensor.</summary>
/// <param name="Layer">The tensor's name.</param>
/// <param name="Largest">The block's largest eigenvalue; drawn where it is positive.</param>
/// <param name="Smallest">The block's smallest eigenvalue; drawn where it is negative.</param>
/// <param name="Trace">The block's trace, or null where it is not known.</param>
/// <param name="TraceError">Standard error of that trace.</param>
public sealed record LayerBar(string Layer, double Largest, double Smallest, double? Trace, double TraceError);
