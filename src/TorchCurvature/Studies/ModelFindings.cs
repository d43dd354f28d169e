using TorchCurvature.Models;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="ModelProbe"/> found of a network that was given, on one batch of its data.</summary>
public sealed record ModelFindings
{
    internal ModelFindings()
    {
    }

    /// <summary>P.</summary>
    public long Dimension { get; internal init; }

    /// <summary>The trainable parameters by name and shape, in their order in w, with the names of those that are tied to them.</summary>
    public IReadOnlyList<ParameterBlock> Parameters { get; internal init; } = [];

    /// <summary>Parameters that require no gradient, and are no part of w.</summary>
    public IReadOnlyList<string> Frozen { get; internal init; } = [];

    /// <summary>Parameters that the loss of the batch does not depend on: their rows of the Hessian are zero.</summary>
    public IReadOnlyList<string> Unused { get; internal init; } = [];

    /// <summary>Buffers by name.</summary>
    public IReadOnlyList<string> Buffers { get; internal init; } = [];

    /// <summary>The shape of the outputs for the batch.</summary>
    public IReadOnlyList<long> OutputShape { get; internal init; } = [];

    /// <summary>The mode in which the loss is looked at.</summary>
    public ModelMode Mode { get; internal init; }

    /// <summary>What of libtorch is switched off meanwhile, because it is wrong or has no second derivative.</summary>
    public IReadOnlyList<string> SwitchedOff { get; internal init; } = [];

    /// <summary>Examples of the batch.</summary>
    public long ExampleCount { get; internal init; }

    /// <summary>Seconds of a gradient over the batch.</summary>
    public double GradientSeconds { get; internal init; }

    /// <summary>Seconds of a product with the Hessian of the batch's loss.</summary>
    public double ProductSeconds { get; internal init; }

    /// <summary>Seconds of a product over all examples, extrapolated.</summary>
    public double SecondsPerProduct { get; internal init; }

    /// <summary>
    /// |uᵀHv − vᵀHu| / (‖Hu‖‖v‖ + ‖Hv‖‖u‖) for random u and v: rounding, where the second derivatives are right, and where they are not the
    /// Hessian is not symmetric.
    /// </summary>
    public double Asymmetry { get; internal init; }

    /// <summary>Whether <see cref="Asymmetry"/> is beyond rounding.</summary>
    public bool IsAsymmetric { get; internal init; }

    /// <summary>The largest relative difference between two computations of the same gradient; 0 where it is the same to the bit.</summary>
    public double Repeatability { get; internal init; }
}
