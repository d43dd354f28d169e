namespace TorchCurvature.Studies;

/// <summary>The blocks of one point.</summary>
public sealed class PointLayers
{
    internal PointLayers(string point, IReadOnlyList<LayerSpectrum> layers) => (Point, Layers) = (point, layers);

    /// <summary>The point's name.</summary>
    public string Point { get; }

    /// <summary>Its blocks; none where they were not asked for.</summary>
    public IReadOnlyList<LayerSpectrum> Layers { get; }
}
