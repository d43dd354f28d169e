using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Scripts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>
/// A network that PyTorch saved, its data, and what PyTorch's double backward in float64 says of its loss: NAME.pt, .npz, .json and
/// .ref.npz in ../shared/models. Tests skip with a reason where that folder is not.
/// </summary>
internal sealed class PyTorchTruth : IDisposable
{
    private readonly TrainTestSplit _split;
    private readonly Dataset _data;

    /// <param name="name">The network.</param>
    /// <param name="dtype">The precision to look at it in.</param>
    /// <param name="mode">The mode to look at it in.</param>
    public PyTorchTruth(string name, ScalarType dtype = ScalarType.Float64, ModelMode mode = ModelMode.Evaluation)
    {
        Name = name;
        Facts = ReferenceModels.Facts(name);
        Model = (ScriptedModel)TorchCurvature.PyTorch.PyTorchFiles.Instance.Load(FileOf(name + ".pt"));
        Model.to(dtype);
        _split = new DataFileSpec { Path = FileOf(name + ".npz") }.LoadAsync(seed: 0).GetAwaiter().GetResult();
        _data = _split.Train.To(dtype);

        // Two unequal batches, but where the loss is that of a whole one.
        long size = mode == ModelMode.Training ? _data.Count : (2 * _data.Count / 3) + 1;
        Batches = _data.Batches(size);
        Loss loss = LossSpecs.Registry.Find(Facts.GetProperty("loss").GetString()!).Create();
        Risk = new EmpiricalRisk(Model, loss, Batches, mode: mode);
    }

    public string Name { get; }

    /// <summary>What NAME.json says.</summary>
    public JsonElement Facts { get; }

    public ScriptedModel Model { get; }

    public Batches Batches { get; }

    /// <summary>Over two unequal batches, or one of all examples in training mode.</summary>
    public EmpiricalRisk Risk { get; }

    /// <summary>The file of a name. Skips the test where there is none.</summary>
    public static string FileOf(string name) => Path.Combine(ReferenceModels.Folder(), name);

    /// <summary>Numbers of NAME.ref.npz.</summary>
    public double[] Numbers(string array)
    {
        using Tensor values = ReferenceModels.Array(Name, array);
        return [.. values.data<double>()];
    }

    public double Number(string fact) => Facts.GetProperty(fact).GetDouble();

    public void Dispose()
    {
        Model.Dispose();
        Batches.Dispose();
        _data.Dispose();
        _split.Dispose();
    }
}
