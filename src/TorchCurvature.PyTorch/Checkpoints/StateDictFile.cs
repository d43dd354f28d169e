using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.PyTorch.Pickles;
using TorchCurvature.PyTorch.Programs;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>
/// Checkpoints: files of <c>torch.save</c> since PyTorch 1.6, of safetensors, of <c>torch.jit.save</c> (whose code is not loaded) and of
/// <c>torch.export.save</c>. Which of them a file is, its content says.
/// </summary>
/// <remarks>
/// Of a dictionary that holds more, the weights are taken from <c>model_state_dict</c>, <c>state_dict</c> or <c>model</c>, and the
/// optimizer's state from <c>optimizer_state_dict</c>, <c>optimizer</c> or <c>optimizer_states</c>. The prefixes <c>module.</c>
/// and <c>_orig_mod.</c>, which wrappers of PyTorch's add, are taken off. No code of the file's is run.
/// Tested with PyTorch 1.13's files; those of PyTorch 2 have the same format by its source.
/// </remarks>
public static class StateDictFile
{
    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors as the file has them; the caller's.</returns>
    /// <exception cref="PyTorchFileException">It is no checkpoint, damaged, or of a form that is not read here; the message says which.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static StateDict Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using DisposeScope scope = NewDisposeScope();
        ModelFileKind kind = ModelFileKinds.Of(path);
        return kind switch
        {
            ModelFileKind.SafeTensors => new StateDict(path, SafetensorsFile.Read(path), null),
            ModelFileKind.TorchScript => ReadScript(path),
            ModelFileKind.ExportedProgram => ReadProgram(path),
            ModelFileKind.Pickle => ReadPickle(path),
            ModelFileKind.LegacyPickle => throw new PyTorchFileException(
                $"'{path}' is in the format before PyTorch 1.6, or a pickle of something else: "
                    + "load it in PyTorch and save it again with torch.save(model.state_dict(), path)."),
            ModelFileKind.Empty => throw new PyTorchFileException($"'{path}' is empty: copy it, or save it, again."),
            ModelFileKind.Unknown => throw new PyTorchFileException(
                $"'{path}' is no checkpoint: neither a file of torch.save nor one of safetensors."),
            _ => throw new PyTorchFileException($"'{path}' {ModelFileKinds.Describe(kind)}"),
        };
    }

    private static StateDict ReadScript(string path)
    {
        using PyTorchArchive archive = PyTorchArchive.Open(path);
        return new StateDict(path, PickledCheckpoint.OfScript(TorchPickle.Read(archive)), null);
    }

    private static StateDict ReadProgram(string path)
    {
        using ProgramPackage program = ProgramPackage.Open(path);
        return new StateDict(path, [.. program.ReadWeights().Select(w => new StoredTensor(w.Key, w.Value.Value))], null);
    }

    private static StateDict ReadPickle(string path)
    {
        using PyTorchArchive archive = PyTorchArchive.Open(path);
        object? content = TorchPickle.Read(archive);
        List<StoredTensor> weights = PickledCheckpoint.Weights(content, path);
        OptimizerState? optimizer = PickledCheckpoint.Optimizer(content) is { } state ? OptimizerState.Read(state, path) : null;
        return new StateDict(path, weights, optimizer) { Step = PickledCheckpoint.Step(content) };
    }
}
