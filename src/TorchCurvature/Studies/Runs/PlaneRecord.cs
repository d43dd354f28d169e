using System.Text.Json.Serialization;
using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Studies.Runs;

/// <summary>The results of a plane in a manifest.</summary>
/// <param name="Points">The networks that the plane was made from.</param>
/// <param name="Radius">How far the grid goes along each eigenvector; absent for a plane through three networks.</param>
/// <param name="Eigenpairs">The eigenvalues of the axes; absent likewise.</param>
internal sealed record PlaneRecord(
    IReadOnlyList<PlanePoint> Points,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Radius,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RitzPair>? Eigenpairs)
{
    /// <summary>What a manifest says of a plane.</summary>
    /// <param name="result">The plane.</param>
    public static PlaneRecord Of(PlaneResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new PlaneRecord(result.Points, result.Axes?.Radius, result.Axes?.Eigenpairs);
    }
}
