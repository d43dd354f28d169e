namespace TorchCurvature.PyTorch.Programs;

/// <summary>Where a program takes an argument of its graph from.</summary>
internal enum InputKind
{
    /// <summary>The examples.</summary>
    Data,

    /// <summary>The parameters.</summary>
    Parameter,

    /// <summary>The buffers that a state dictionary has.</summary>
    Buffer,

    /// <summary>The buffers that a state dictionary has not.</summary>
    TransientBuffer,

    /// <summary>Tensors that the code of the model holds.</summary>
    Constant,
}
