using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// ‖UᵀV‖²_F / k for two orthonormal bases [n, k]: the mean squared cosine of the angles between two spaces. 1 for the
/// same space, k/n for random ones.
/// </summary>
public static class SubspaceOverlap
{
    /// <summary>The overlap of two spaces of the same dimension.</summary>
    /// <param name="first">U [n, k], with orthonormal columns.</param>
    /// <param name="second">V [n, k], with orthonormal columns.</param>
    /// <exception cref="ArgumentException">The shapes differ or have no column.</exception>
    public static double Between(Tensor first, Tensor second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.dim() != 2 || first.shape[1] == 0 || !first.shape.SequenceEqual(second.shape))
        {
            throw new ArgumentException(
                $"Overlap is between two bases of the same shape [n, k], k ≥ 1; these are [{string.Join(", ", first.shape)}] and "
                    + $"[{string.Join(", ", second.shape)}].",
                nameof(second));
        }

        using DisposeScope scope = NewDisposeScope();
        return first.t().mm(second).Squared().sum().to(ScalarType.Float64).item<double>() / first.shape[1];
    }
}
