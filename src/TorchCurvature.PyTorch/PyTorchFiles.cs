using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checkpoints;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.PyTorch.Programs;
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
            ModelFileKind.TorchScript => Checked(ScriptedModel.Load(path), path),
            ModelFileKind.ExportedProgram => Checked(ExportedProgramFile.Load(path, check: _ => LoadingCheck.Require(path)), path),
            _ => throw new PyTorchFileException($"'{path}' {ModelFileKinds.Describe(kind)}"),
        };
    }

    /// <inheritdoc/>
    public void RequireLoadable(string path)
    {
        ModelFileKinds.Require(path, ModelFileKind.TorchScript);
        LoadingCheck.Require(path);
    }

    /// <inheritdoc/>
    public TrainingSnapshot? ReadTraining(nn.Module<Tensor, Tensor> model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using StateDict checkpoint = StateDictFile.Read(path);
        return TrainingState.Of(checkpoint, model);
    }

    /// <inheritdoc/>
    public void LoadWeights(nn.Module<Tensor, Tensor> model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using StateDict weights = StateDictFile.Read(path);
        weights.ApplyTo(model);
    }

    /// <inheritdoc/>
    public TrainingSnapshot? LoadCheckpoint(nn.Module<Tensor, Tensor> model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using StateDict checkpoint = StateDictFile.Read(path);
        checkpoint.ApplyTo(model);
        return TrainingState.Of(checkpoint, model);
    }

    // A conversion to the working precision would hide that the network's own is another one.
    private static MultiInputModule Checked(MultiInputModule model, string path)
    {
        TorchSharp.Modules.Parameter[] trainable = [.. model.parameters().Where(p => p.requires_grad)];
        string? refusal = trainable switch
        {
            [] => "has no parameter that requires a gradient, so its loss has no curvature: torch.jit.freeze makes constants of "
                + "parameters, and requires_grad_(False) freezes them. Save the network without either.",
            [var first, ..] when first.dtype is not (ScalarType.Float32 or ScalarType.Float64) =>
                $"has parameters in {first.dtype}, whose rounding leaves no curvature to see. Save it as model.float() or model.double().",
            [var first, .. var others] when Array.Find(others, p => p.dtype != first.dtype) is { } other =>
                $"has parameters in {first.dtype} and in {other.dtype}. Save it as model.float() or model.double().",
            _ => null,
        };
        if (refusal is null)
        {
            return model;
        }

        model.Dispose();
        throw new PyTorchFileException($"'{path}' {refusal}");
    }
}
