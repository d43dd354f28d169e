namespace TorchCurvature.Training;

/// <summary>
/// How the parameters are moved. The step is constant, without momentum, so that runs differ in what they are meant to differ in.
/// </summary>
public enum Optimizer
{
    /// <summary>w ← w − η ∇L(w), with the gradient over all examples.</summary>
    GradientDescent,

    /// <summary>w ← w − η ∇L_B(w), with the mean gradient over a batch B; every pass over the data draws a new order.</summary>
    StochasticGradientDescent,
}
