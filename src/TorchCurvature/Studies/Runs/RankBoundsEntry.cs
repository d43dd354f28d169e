using System.Text.Json.Serialization;

namespace TorchCurvature.Studies.Runs;

/// <summary>What the ranks of G and of the empirical Fisher cannot exceed.</summary>
internal sealed record RankBoundsEntry(long G, [property: JsonPropertyName("gradientCovariance")] long EmpiricalFisher);
