using TorchCurvature.Operators;
using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>What a Lanczos run looks for and what it may spend.</summary>
public sealed record LanczosOptions
{
    /// <summary>Pairs wanted at the upper end; no more than the dimension are found.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Pairs wanted at the lower end; no more are found than the upper end leaves over.</summary>
    public int Bottom { get; init; } = 20;

    /// <summary>Columns multiplied at once. One start finds so many copies of a multiple eigenvalue for certain.</summary>
    public int BlockSize { get; init; } = 4;

    /// <summary>Vectors held, which bounds the memory. Null takes twice the pairs wanted and ten blocks.</summary>
    public int? BasisSize { get; init; }

    /// <summary>A pair has converged when its residual norm is at most this times max|λ|.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Columns that may be multiplied, those of the last check of all residuals included.</summary>
    public long MaxProducts { get; init; } = 20_000;

    /// <summary>
    /// Whether converged pairs are searched again for missing copies and larger ones, from random starts, and their residuals computed
    /// anew. Without, the run ends as soon as the pairs that its start leads to have converged, with the recurrence's own residuals: for a
    /// start that is known to be good.
    /// </summary>
    public bool Confirms { get; init; } = true;

    /// <summary>Seed of the random start.</summary>
    public long Seed { get; init; }

    internal int EffectiveBasisSize =>
        BasisSize ?? (int)Math.Min(int.MaxValue, (2 * ((long)Top + Bottom)) + (10L * BlockSize));

    internal int Capacity(long dimension) => (int)Math.Min(dimension, EffectiveBasisSize);

    /// <summary>The smallest <see cref="Tolerance"/> that products in a precision allow.</summary>
    /// <param name="dtype">Float32 or Float64.</param>
    public static double FinestTolerance(ScalarType dtype) => 8 * WorkingPrecision.Of(dtype).UnitRoundoff;

    internal static void Check(LanczosOptions options, SymmetricOperator a)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Top);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Bottom);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero((long)options.Top + options.Bottom, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxProducts);
        long smallest = (long)options.Top + options.Bottom + (2 * options.BlockSize);
        if (options.EffectiveBasisSize < Math.Min(a.Dimension, smallest))
        {
            throw new ArgumentException(
                $"A basis of {options.BasisSize} vectors is too small for {options.Top} + {options.Bottom} pairs and two blocks of "
                    + $"{options.BlockSize}: give at least {smallest}.",
                nameof(options));
        }

        double finest = FinestTolerance(a.DType);
        if (!(options.Tolerance >= finest))
        {
            throw new ArgumentException(
                $"Products in {a.DType} do not give residuals below {finest:g2} of max|λ|, and {options.Tolerance:g2} is asked for: ask "
                    + "for more, or compute in float64.",
                nameof(options));
        }
    }
}
