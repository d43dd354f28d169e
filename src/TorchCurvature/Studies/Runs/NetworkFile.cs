using TorchCurvature.Models;
using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>A network's file, or a checkpoint with the weights of one (<see cref="IModelReader"/>).</summary>
/// <remarks>It says nothing of data and loss, which are those of the problem that it is looked at with.</remarks>
public sealed record NetworkFile : NetworkSource
{
    /// <summary>A file, which is read later.</summary>
    /// <param name="path">The file.</param>
    public NetworkFile(string path)
        : base(path)
    {
    }

    internal override string WeightsPath => Path.GetFullPath(Place);

    internal override WorkingPrecision ReadingPrecision(WorkingPrecision precision) => precision;

    internal override void ReadInto(nn.Module<Tensor, Tensor> model) => ModelReaders.Registered.LoadWeights(model, Place);

    internal override bool IsNetworkOf(ProblemSpec problem) =>
        problem.Model is ModelFileSpec { Weights: null } own && Path.GetFullPath(own.Path) == WeightsPath;
}
