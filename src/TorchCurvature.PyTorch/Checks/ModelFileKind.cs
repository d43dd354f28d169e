namespace TorchCurvature.PyTorch.Checks;

/// <summary>What a file of PyTorch's is, by what it holds and not by its name.</summary>
public enum ModelFileKind
{
    /// <summary>Something else.</summary>
    Unknown,

    /// <summary>A file of no bytes.</summary>
    Empty,

    /// <summary>A zip archive whose end is missing.</summary>
    Truncated,

    /// <summary><c>torch.jit.save</c>: a network with its code.</summary>
    TorchScript,

    /// <summary><c>torch.export.save</c>: a network with its graph.</summary>
    ExportedProgram,

    /// <summary><c>aoti_compile_and_package</c>: a network that was compiled for inference.</summary>
    CompiledPackage,

    /// <summary><c>torch.save</c>: tensors, or pickled Python objects.</summary>
    Pickle,

    /// <summary><c>torch.save</c> as it was before torch 1.6.</summary>
    LegacyPickle,

    /// <summary>Tensors in the format of safetensors.</summary>
    SafeTensors,

    /// <summary>A network in the format of ONNX.</summary>
    Onnx,
}
