using TorchCurvature.Landscape;

namespace TorchCurvature.Studies.Runs;

/// <summary>Keskar's sharpness in a manifest.</summary>
/// <param name="Sharpness">The sharpness.</param>
/// <param name="Loss">L(w).</param>
/// <param name="LargestLosses">The largest loss found from each start.</param>
internal sealed record KeskarRecord(double Sharpness, double Loss, IReadOnlyList<double> LargestLosses)
{
    /// <summary>What a manifest says of a sharpness.</summary>
    /// <param name="result">The sharpness.</param>
    public static KeskarRecord Of(KeskarSharpness result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new KeskarRecord(result.Value, result.Loss, result.LargestLosses);
    }
}
