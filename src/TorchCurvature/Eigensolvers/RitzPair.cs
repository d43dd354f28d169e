using System.Text.Json.Serialization;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// An approximate eigenvalue θ = vᵀAv with how far to trust it; its unit vector v is a column of <see cref="ExtremalEigenPairs.Vectors"/>.
/// </summary>
public sealed record RitzPair
{
    [JsonConstructor]
    internal RitzPair(SpectrumEnd end, int index, double value, double residualNorm, double radius, bool isConverged)
    {
        (End, Index, Value, ResidualNorm, Radius, IsConverged) = (end, index, value, residualNorm, radius, isConverged);
    }

    /// <summary>The end of the spectrum that it was counted from.</summary>
    public SpectrumEnd End { get; }

    /// <summary>Its place from that end, from 1.</summary>
    public int Index { get; }

    /// <summary>θ.</summary>
    public double Value { get; }

    /// <summary>‖Av − θv‖₂.</summary>
    public double ResidualNorm { get; }

    /// <summary>
    /// Half the width of the interval that holds an eigenvalue: the residual norm and an allowance for rounding. Pairs whose intervals
    /// meet share the root of the sum of their squared residual norms, so that a cluster of c pairs holds c eigenvalues (Cao, Xie, Li
    /// 1996).
    /// </summary>
    public double Radius { get; }

    /// <summary>Whether the residual norm is within the tolerance.</summary>
    public bool IsConverged { get; }

    /// <summary>θ − radius.</summary>
    public double Lower => Value - Radius;

    /// <summary>θ + radius.</summary>
    public double Upper => Value + Radius;
}
