using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>What points of one space of parameters have in common.</summary>
internal static class PointChecks
{
    internal static void RequireAlike(IReadOnlyList<Tensor> points, string name)
    {
        foreach (Tensor point in points)
        {
            ArgumentNullException.ThrowIfNull(point, name);
            if (point.dim() != 1 || point.shape[0] != points[0].shape[0] || point.dtype != points[0].dtype
                || point.device.ToString() != points[0].device.ToString())
            {
                throw new ArgumentException(
                    $"Points of one network are vectors [P] of one precision on one device; these are {Describe(points[0])} "
                        + $"and {Describe(point)}.",
                    name);
            }
        }
    }

    private static string Describe(Tensor point) => $"{point.dtype} [{string.Join(", ", point.shape)}] on {point.device}";
}
