using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>A number that random probes gave, with how far to trust it.</summary>
public sealed record Estimate
{
    private const double LargestRelativeHalfWidth = 0.5;
    private const double LargestShareHalfWidth = 0.01;

    internal Estimate(EstimatedQuantity quantity, double value, double standardError, double quadratureError, int probes, long products)
    {
        (Quantity, Value, StandardError) = (quantity, value, standardError);
        (QuadratureError, Probes, Products) = (quadratureError, probes, products);
        (Lower, Upper) = (value, value);
    }

    /// <summary>What it is of.</summary>
    public EstimatedQuantity Quantity { get; internal init; }

    /// <summary>The estimate; not a number where no probe was finished.</summary>
    public double Value { get; internal init; }

    /// <summary>Standard deviation of the estimate, from the spread of the probes; undefined for a single one.</summary>
    public double StandardError { get; internal init; }

    /// <summary>A bound, not a standard deviation, of what the finite number of Lanczos steps may add; 0 where none are taken.</summary>
    public double QuadratureError { get; internal init; }

    /// <summary>Probes.</summary>
    public int Probes { get; }

    /// <summary>Columns multiplied for it, those shared with other estimates included.</summary>
    public long Products { get; }

    /// <summary>Lower end of the 95 % interval, which holds the probes' scatter and the quadrature's bound together.</summary>
    public double Lower { get; internal init; }

    /// <summary>Upper end of the 95 % interval.</summary>
    public double Upper { get; internal init; }

    /// <summary>τ of a count, in units of λ; not a number for what has none.</summary>
    public double Threshold { get; internal init; } = double.NaN;

    /// <summary>What a count is out of; 0 for what is no count.</summary>
    public double Total { get; internal init; }

    /// <summary>Why the computation ended.</summary>
    public SolverStatus Status { get; internal init; } = SolverStatus.Converged;

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
