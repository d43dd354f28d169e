namespace TorchCurvature.Eigensolvers;

/// <summary>An approximate eigenvalue θ = vᵀAv with how far to trust it; its unit vector v is a column of <see cref="ExtremalEigenPairs.Vectors"/>.</summary>
/// <param name="End">The end of the spectrum that it was counted from.</param>
/// <param name="Index">Its place from that end, from 1.</param>
/// <param name="Value">θ.</param>
/// <param name="ResidualNorm">‖Av − θv‖₂.</param>
/// <param name="Radius">
/// Half the width of the interval that holds an eigenvalue: the residual norm and an allowance for rounding. Pairs whose intervals meet share the root of the sum of their squared
/// residual norms, so that a cluster of c pairs holds c eigenvalues (Cao, Xie, Li 1996).
/// </param>
/// <param name="IsConverged">Whether the residual norm is within the tolerance.</param>
public sealed record RitzPair(SpectrumEnd End, int Index, double Value, double ResidualNorm, double Radius, bool IsConverged)
{
    /// <summary>θ − radius.</summary>
    public double Lower => Value - Radius;

    /// <summary>θ + radius.</summary>
    public double Upper => Value + Radius;
}
