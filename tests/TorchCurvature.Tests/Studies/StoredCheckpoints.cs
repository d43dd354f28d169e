using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Checkpoints in memory, under names of files that there are not.</summary>
internal sealed class StoredCheckpoints : IModelReader, IDisposable
{
    private readonly Dictionary<string, Checkpoint> _checkpoints = [];

    /// <summary>Their names in the order in which they were added.</summary>
    public IReadOnlyList<string> Paths => [.. _checkpoints.Keys];

    /// <summary>What a checkpoint says of its training; this object's.</summary>
    public TrainingSnapshot? TrainingOf(string path) => _checkpoints[path].Training;

    /// <summary>Adds one, which takes both.</summary>
    public void Add(string path, Tensor weights, TrainingSnapshot? training) =>
        _checkpoints.Add(path, new Checkpoint(weights.DetachFromDisposeScope(), training));

    /// <summary>Changes what one says of its training.</summary>
    public void Say(string path, TrainingSnapshot? training) =>
        _checkpoints[path] = _checkpoints[path] with { Training = training };

    public nn.Module<Tensor, Tensor> Load(string path) => throw new NotSupportedException();

    public void RequireLoadable(string path) => throw new NotSupportedException();

    public void LoadWeights(nn.Module<Tensor, Tensor> model, string path) => new ParameterLayout(model).Assign(Find(path).Weights);

    public TrainingSnapshot? LoadCheckpoint(nn.Module<Tensor, Tensor> model, string path)
    {
        LoadWeights(model, path);
        return ReadTraining(model, path);
    }

    public TrainingSnapshot? ReadTraining(nn.Module<Tensor, Tensor> model, string path) =>
        Find(path).Training is { } said ? said with { SecondMoments = said.SecondMoments?.clone().DetachFromDisposeScope() } : null;

    public void Dispose()
    {
        foreach (Checkpoint checkpoint in _checkpoints.Values)
        {
            checkpoint.Weights.Dispose();
            checkpoint.Training?.Dispose();
        }
    }

    private Checkpoint Find(string path) => _checkpoints.TryGetValue(path, out Checkpoint? found)
        ? found
        : throw new ArgumentException($"'{path}' is damaged.");

    private sealed record Checkpoint(Tensor Weights, TrainingSnapshot? Training);
}
