namespace TorchCurvature.Eigensolvers;

/// <summary>A wanted value that has converged, as it was before the round that looks for missed copies.</summary>
/// <param name="Value">θ.</param>
/// <param name="Radius">The radius that its residual norm implied then.</param>
internal readonly record struct UnconfirmedValue(double Value, double Radius)
{
    /// <summary>Whether a later value in its place can be the same eigenvalue, only better known.</summary>
    internal bool Holds(double later) => Math.Abs(later - Value) <= Radius;
}
