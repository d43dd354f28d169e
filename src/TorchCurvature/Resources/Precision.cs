using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>The two precisions that curvature is computed in.</summary>
public static class Precision
{
    /// <summary>ε, the distance from 1 to the next number: 2⁻⁵² for float64, 2⁻²³ for float32.</summary>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another type.</exception>
    public static double UnitRoundoff(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => Math.ScaleB(1, -52),
        ScalarType.Float32 => Math.ScaleB(1, -23),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Curvature is computed in float32 or float64."),
    };
}
