namespace TorchCurvature.Eigensolvers;

/// <summary>Bounds of the cumulative share vᵀ1(A ≤ x)v of a unit vector's spectral measure.</summary>
public readonly record struct CumulativeBracket
{
    internal CumulativeBracket(double lower, double upper)
    {
        (Lower, Upper) = (lower, upper);
    }

    /// <summary>No more than the share of what is below x.</summary>
    public double Lower { get; }

    /// <summary>No less than the share of what is ≤ x.</summary>
    public double Upper { get; }
}
