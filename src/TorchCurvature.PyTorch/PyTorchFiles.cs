using TorchCurvature.Models;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.PyTorch.Scripts;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch;

/// <summary>The files of PyTorch's that networks and weights are read from.</summary>
public sealed class PyTorchFiles : IModelReader
{
    /// <summary>The reader.</summary>
    public static PyTorchFiles Instance { get; } = new();

    /// <summary>Makes this the reader of <see cref="ModelFileSpec"/>; to be called once, at the start of a program.</summary>
    public static void Register() => ModelReaders.Register(Instance);

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Load(string path)
    {
        ModelFileKind kind = ModelFileKinds.Of(path);
        return kind switch
        {
            ModelFileKind.TorchScript => ScriptedModel.Load(path),
            _ => throw new ModelFileException($"'{path}' {ModelFileKinds.Describe(kind)}"),
        };
    }

    /// <inheritdoc/>
    public void LoadWeights(nn.Module<Tensor, Tensor> model, string path) =>
        throw new ModelFileException($"'{path}' {ModelFileKinds.Describe(ModelFileKinds.Of(path))}");
}
