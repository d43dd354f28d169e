namespace TorchCurvature.PyTorch.Pickles;

/// <summary>A class or a function of Python, which a pickle names.</summary>
internal sealed record PickledClass(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
