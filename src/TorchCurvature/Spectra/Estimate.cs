namespace TorchCurvature.Spectra;

/// <summary>A number that random probes gave, with how far to trust it.</summary>
/// <param name="Quantity">What it is of.</param>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Standard deviation of the estimate, from the spread of the probes; undefined for a single one.</param>
/// <param name="QuadratureError">A bound, not a standard deviation, of what the finite number of Lanczos steps may add; 0 where none are taken.</param>
/// <param name="Probes">Probes.</param>
/// <param name="Products">Columns multiplied for it, those shared with other estimates included.</param>
public sealed record Estimate(EstimatedQuantity Quantity, double Value, double StandardError, double QuadratureError, int Probes, long Products)
{
    /// <summary>Whether the standard error is at most so much of the value, or at most an absolute number.</summary>
    /// <param name="relative">Relative error.</param>
    /// <param name="absolute">Absolute error.</param>
    public bool IsWithin(double relative, double absolute = 0) => StandardError <= Math.Max(relative * Math.Abs(Value), absolute);
}
