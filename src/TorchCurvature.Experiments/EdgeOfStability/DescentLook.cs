namespace TorchCurvature.Experiments.EdgeOfStability;

/// <summary>A moment of a descent.</summary>
/// <param name="Step">Steps taken before.</param>
/// <param name="Loss">The loss over all examples.</param>
/// <param name="Sharpness">λ max of its Hessian.</param>
public sealed record DescentLook(long Step, double Loss, double Sharpness);
