namespace TorchCurvature.Reporting.Plots;

/// <summary>The layers of one point in a <see cref="LayerPlot"/>.</summary>
/// <param name="Point">The point's name.</param>
/// <param name="Layers">The parameter tensors in the order of the parameters.</param>
public sealed record LayerBars(string Point, IReadOnlyList<LayerBar> Layers);
