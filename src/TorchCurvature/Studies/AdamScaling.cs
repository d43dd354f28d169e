using TorchCurvature.Models;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// P^−½ for Adam's preconditioner P = diag(√v̂ + ε) with v̂ = v/(1 − β₂ᵗ): Adam moves by −η P⁻¹ times a mean of gradients, so that in the
/// coordinates P^½ w it is gradient descent with momentum, and the Hessian is P^−½ H P^−½.
/// </summary>
internal static class AdamScaling
{
    /// <summary>What a checkpoint with second moments lacks to have a preconditioner; null where it lacks nothing.</summary>
    /// <param name="training">What the checkpoint says.</param>
    public static string? WhatIsMissing(TrainingSnapshot training) => training switch
    {
        { Step: null } => "the step",
        { Step: <= 0 } => "a step from 1",
        { Beta2: null } => "β₂",
        { Epsilon: null } => "ε",
        _ => null,
    };

    /// <summary>The diagonal (√v̂ + ε)^−½ [P] in float64, on the CPU, which the caller owns.</summary>
    /// <param name="training">What the checkpoint says; it lacks nothing.</param>
    public static Tensor Diagonal(TrainingSnapshot training)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        var adam = new AdamSpec { Beta2 = training.Beta2!.Value, Epsilon = training.Epsilon!.Value };
        return adam.Preconditioner(training.SecondMoments!, training.Step!.Value).rsqrt().MoveToOuterDisposeScope();
    }
}
