namespace TorchCurvature.Eigensolvers;

/// <summary>Why an iterative computation ended.</summary>
public enum SolverStatus
{
    /// <summary>Everything that was asked for reached the tolerance.</summary>
    Converged,

    /// <summary>The products allowed were used up before; what did not reach the tolerance is marked.</summary>
    ProductLimit,

    /// <summary>
    /// The tolerance is finer than the operator's own rounding: by the recurrence it was reached, by fresh products it was not.
    /// </summary>
    PrecisionLimit,

    /// <summary>The basis spans the whole space, so the result is exact but for rounding.</summary>
    InvariantSubspace,

    /// <summary>A product held an infinite or undefined number. The result is what was known before it.</summary>
    NotFinite,

    /// <summary>The caller stopped it. The result is what was known by then.</summary>
    Cancelled,
}
