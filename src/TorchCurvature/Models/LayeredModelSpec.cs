using TorchCurvature.Settings;

namespace TorchCurvature.Models;

/// <summary>A plain chain of layers with one nonlinearity between them.</summary>
public abstract record LayeredModelSpec : ModelSpec
{
    /// <summary>φ.</summary>
    [Setting("activation", "Activation function.")]
    public Activation Activation { get; init; } = Activation.ReLU;
}
