namespace TorchCurvature.Eigensolvers;

/// <summary>Where a Lanczos run stands.</summary>
public sealed record LanczosProgress
{
    internal LanczosProgress(long products, int restarts, int converged, int wanted, double worstResidual, bool isConfirming)
    {
        (Products, Restarts, Converged) = (products, restarts, converged);
        (Wanted, WorstResidual, IsConfirming) = (wanted, worstResidual, isConfirming);
    }

    /// <summary>Columns multiplied so far.</summary>
    public long Products { get; }

    /// <summary>Times that the basis was full and was compressed.</summary>
    public int Restarts { get; }

    /// <summary>Wanted pairs that reached the tolerance, by the recurrence's residual norms.</summary>
    public int Converged { get; }

    /// <summary>Pairs wanted.</summary>
    public int Wanted { get; }

    /// <summary>
    /// The largest residual norm of a wanted pair relative to max|λ|; infinite while there are fewer pairs than wanted.
    /// </summary>
    public double WorstResidual { get; }

    /// <summary>All have converged, and a new random start looks for copies that were missed.</summary>
    public bool IsConfirming { get; }
}
