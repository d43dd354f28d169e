namespace TorchCurvature.Experiments.Claims;

/// <summary>A look at a network in training: its gradient, the noise of batches, and the Hessian.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Loss">Loss over all training data.</param>
/// <param name="GradientSquare">‖∇L‖².</param>
/// <param name="NoiseTrace">tr C, C the covariance of the gradients of single examples.</param>
/// <param name="BatchSquare">The mean of ‖g‖² over batches that were drawn without replacement.</param>
/// <param name="NoiseShare">The share of tr C in the space of the C largest eigenvalues of the Hessian.</param>
/// <param name="Largest">λ max.</param>
internal sealed record GradientLook(
    long Step, double Loss, double GradientSquare, double NoiseTrace, double BatchSquare, double NoiseShare, double Largest);
