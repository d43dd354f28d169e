namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>A moment of a training.</summary>
/// <param name="Step">Steps taken before.</param>
/// <param name="Loss">The loss over all examples.</param>
/// <param name="Share">The share ‖Vᵀg‖²/‖g‖² of the gradient over all examples in the span V of the C top eigenvectors of its
/// Hessian.</param>
/// <param name="BatchShare">The mean share of the gradients of batches.</param>
public sealed record SubspaceLook(long Step, double Loss, double Share, double BatchShare);
