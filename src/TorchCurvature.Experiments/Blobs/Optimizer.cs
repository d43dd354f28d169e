namespace TorchCurvature.Experiments.Blobs;

/// <summary>How the paper moves the parameters: with a constant step and without momentum, by the gradient over all examples or over
/// batches. The words are those of kept cells.</summary>
public enum Optimizer
{
    /// <summary>w ← w − η ∇L(w), with the gradient over all examples.</summary>
    GradientDescent,

    /// <summary>w ← w − η ∇L_B(w), with the mean gradient over a batch B; every pass over the data draws a new order.</summary>
    StochasticGradientDescent,
}
