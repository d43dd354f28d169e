using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Counts how often files are read, while it is the registered reader.</summary>
internal sealed class CountingReader : IModelReader, IDisposable
{
    private static readonly TorchCurvature.PyTorch.PyTorchFiles s_files = TorchCurvature.PyTorch.PyTorchFiles.Instance;

    private readonly Func<nn.Module<Tensor, Tensor>>? _make;

    /// <param name="make">Makes the network that is loaded, in the place of the file's; null for that.</param>
    public CountingReader(Func<nn.Module<Tensor, Tensor>>? make = null)
    {
        _make = make;
        ModelReaders.Register(this);
    }

    /// <summary>Networks that were loaded.</summary>
    public int Networks { get; private set; }

    /// <summary>Files whose weights were read, or what they say of their training.</summary>
    public List<string> Checkpoints { get; } = [];

    public nn.Module<Tensor, Tensor> Load(string path)
    {
        Networks++;
        return _make?.Invoke() ?? s_files.Load(path);
    }

    public void RequireLoadable(string path) => s_files.RequireLoadable(path);

    public void LoadWeights(nn.Module<Tensor, Tensor> model, string path)
    {
        Checkpoints.Add(path);
        s_files.LoadWeights(model, path);
    }

    public TrainingSnapshot? LoadCheckpoint(nn.Module<Tensor, Tensor> model, string path)
    {
        Checkpoints.Add(path);
        return s_files.LoadCheckpoint(model, path);
    }

    public TrainingSnapshot? ReadTraining(nn.Module<Tensor, Tensor> model, string path)
    {
        Checkpoints.Add(path);
        return s_files.ReadTraining(model, path);
    }

    public void Dispose() => ModelReaders.Register(s_files);
}
