namespace TorchCurvature.PyTorch.Pickles;

/// <summary>What the names in a pickle mean.</summary>
internal interface IPickleFunctions
{
    /// <summary>What stands for a class or a function.</summary>
    object Find(PickledClass named);

    /// <summary>The value of a call.</summary>
    object? Call(object function, IReadOnlyList<object?> arguments);

    /// <summary>Gives an object its state.</summary>
    void SetState(object? target, object? state);

    /// <summary>What is kept outside of the pickle under an identity.</summary>
    object? Load(IReadOnlyList<object?> identity);
}
