namespace TorchCurvature.PyTorch.Pickles;

/// <summary>An object of a class that nothing is known of here.</summary>
internal sealed class PickledObject(PickledClass named)
{
    public PickledClass Class => named;

    /// <summary>Its attributes, where that is what its state is.</summary>
    public PickledDictionary? Attributes { get; set; }
}
