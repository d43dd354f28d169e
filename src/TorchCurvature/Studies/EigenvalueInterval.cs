namespace TorchCurvature.Studies;

/// <summary>An eigenvalue with an error that it stays within.</summary>
public sealed class EigenvalueInterval
{
    internal EigenvalueInterval(double value, double error) => (Value, Error) = (value, error);

    /// <summary>λ.</summary>
    public double Value { get; }

    /// <summary>The bound of the distance from it to the true eigenvalue.</summary>
    public double Error { get; }

    /// <summary>λ, and 0 where its error does not tell it from 0.</summary>
    public double BeyondError => Math.Abs(Value) > Error ? Value : 0;
}
