using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>A number that random probes gave, with how far to trust it.</summary>
/// <param name="Quantity">What it is of.</param>
/// <param name="Value">The estimate; not a number where no probe was finished.</param>
/// <param name="StandardError">Standard deviation of the estimate, from the spread of the probes; undefined for a single one.</param>
/// <param name="QuadratureError">A bound, not a standard deviation, of what the finite number of Lanczos steps may add; 0 where none are taken.</param>
/// <param name="Probes">Probes.</param>
/// <param name="Products">Columns multiplied for it, those shared with other estimates included.</param>
public sealed record Estimate(EstimatedQuantity Quantity, double Value, double StandardError, double QuadratureError, int Probes, long Products)
{
    private const double LargestRelativeHalfWidth = 0.5;
    private const double LargestShareHalfWidth = 0.01;

    /// <summary>Lower end of the 95 % interval, which holds the probes' scatter and the quadrature's bound together.</summary>
    public double Lower { get; init; } = Value;

    /// <summary>Upper end of the 95 % interval.</summary>
    public double Upper { get; init; } = Value;

    /// <summary>τ of a count, in units of λ; not a number for what has none.</summary>
    public double Threshold { get; init; } = double.NaN;

    /// <summary>What a count is out of; 0 for what is no count.</summary>
    public double Total { get; init; }

    /// <summary>Why the computation ended.</summary>
    public SolverStatus Status { get; init; } = SolverStatus.Converged;

    /// <summary>
    /// Whether the interval says something: half its width is at most half of the value, or at most 1 % of what is counted out of. Of an
    /// estimate that is not resolved, the interval is what is known.
    /// </summary>
    public bool IsResolved => 0.5 * (Upper - Lower) <= Math.Max(LargestRelativeHalfWidth * Math.Abs(Value), LargestShareHalfWidth * Total);

    /// <summary>Whether the standard error is at most so much of the value, or at most an absolute number.</summary>
    /// <param name="relative">Relative error.</param>
    /// <param name="absolute">Absolute error.</param>
    public bool IsWithin(double relative, double absolute = 0) => StandardError <= Math.Max(relative * Math.Abs(Value), absolute);
}
