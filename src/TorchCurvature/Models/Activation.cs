namespace TorchCurvature.Models;

/// <summary>The elementwise nonlinearity φ between two layers.</summary>
public enum Activation
{
    /// <summary>φ(z) = max(z, 0), with φ'(0) = 0.</summary>
    ReLU,

    /// <summary>φ(z) = tanh z.</summary>
    Tanh,

    /// <summary>φ(z) = 1 / (1 + e⁻ᶻ).</summary>
    Sigmoid,

    /// <summary>φ(z) = log(1 + eᶻ).</summary>
    Softplus,

    /// <summary>φ(z) = z: a deep linear network.</summary>
    Identity,
}
