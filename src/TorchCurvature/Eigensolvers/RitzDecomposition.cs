using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// The eigenpairs (θ, y) of a projected matrix T = VAVᵀ, in ascending order, with ‖AVᵀy − θVᵀy‖₂ as the recurrence gives it.
/// </summary>
/// <param name="Values">θ, ascending.</param>
/// <param name="Vectors">y as columns [k, k], float64; owned.</param>
/// <param name="ResidualNorms">Residual norms without rounding.</param>
internal sealed record RitzDecomposition(double[] Values, Tensor Vectors, double[] ResidualNorms) : IDisposable
{
    public void Dispose() => Vectors.Dispose();

    /// <summary>The columns y of some pairs, [k, l].</summary>
    internal Tensor Select(IReadOnlyList<int> indices)
    {
        using DisposeScope scope = NewDisposeScope();
        return Vectors.index_select(1, tensor([.. indices.Select(i => (long)i)])).MoveToOuterDisposeScope();
    }
}
