namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>An affine layer and the parameterless maps after it.</summary>
internal sealed record Stage(AffineLayer Layer, IReadOnlyList<ChannelwiseMap> Maps);
