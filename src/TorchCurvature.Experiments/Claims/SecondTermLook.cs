namespace TorchCurvature.Experiments.Claims;

/// <summary>A look at both terms of the Hessian of a network in training.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Loss">The training loss.</param>
/// <param name="ShareOfHessian">‖F‖/‖H‖ of the second term F.</param>
/// <param name="OverShuffled">‖F‖ over its mean where the derivatives of the loss are dealt to other examples.</param>
/// <param name="Level">How often such a shuffled term is as large as F.</param>
/// <param name="TrivialSize">
/// The largest |λ| among the P − N smallest ones over max|λ|; at least the rounding of float64.
/// </param>
/// <param name="Zeros">Eigenvalues that rounding cannot tell from 0.</param>
internal sealed record SecondTermLook(
    long Step, double Loss, double ShareOfHessian, double OverShuffled, double Level, double TrivialSize, int Zeros);
