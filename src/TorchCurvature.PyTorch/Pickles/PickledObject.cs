namespace TorchCurvature.PyTorch.Pickles;

/// <summary>An object of a class that nothing is known of here.</summary>
internal sealed record PickledObject(PickledClass Class);
