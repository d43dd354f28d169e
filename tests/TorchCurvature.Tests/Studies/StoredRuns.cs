using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Folders as finished runs leave them: a manifest, and the parameters of a network as its seed draws it.</summary>
internal sealed class StoredRuns : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A small problem.</summary>
    public static ProblemSpec Problem { get; } = new()
    {
        Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
        Model = new MlpSpec { Hidden = [3], Activation = Activation.Tanh },
    };

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>The manifest of a run on a problem.</summary>
    public static JsonObject Manifest(ProblemSpec problem, WorkingPrecision? training = null) => new()
    {
        ["command"] = "train",
        ["format"] = RunManifest.FormatNumber,
        [NetworkRecord.Key] = new NetworkRecord(problem, WorkingPrecision.Float64, training ?? WorkingPrecision.Float64).ToJson(),
    };

    /// <summary>Writes a manifest into a new folder.</summary>
    /// <returns>The folder.</returns>
    public string Store(string name, string manifest)
    {
        string folder = Directory.CreateDirectory(_folder[name]).FullName;
        File.WriteAllText(Path.Combine(folder, RunDirectory.ManifestName), manifest);
        return folder;
    }

    /// <summary>Writes a whole run whose weights are those of a seed of their own; the data stay the problem's.</summary>
    /// <param name="name">The folder.</param>
    /// <param name="problem">The problem that the manifest states.</param>
    /// <param name="weights">Seed of the weights.</param>
    /// <param name="lastLayer">Seed of the last layer's weights; null for that of the others.</param>
    public async Task<FinishedRun> StoreAsync(string name, ProblemSpec problem, long weights, long? lastLayer = null)
    {
        var run = FinishedRun.Open(Store(name, Manifest(problem).ToJsonString()));
        using Problem drawn = await (problem with { Seed = weights }).LoadAsync();
        using Problem other = await (problem with { Seed = lastLayer ?? weights }).LoadAsync();
        using nn.Module<Tensor, Tensor> model = drawn.CreateModel(WorkingPrecision.Float64, CPU);
        using nn.Module<Tensor, Tensor> last = other.CreateModel(WorkingPrecision.Float64, CPU);
        using IDisposable noGradient = no_grad();
        foreach ((Parameter to, Parameter from) in model.parameters().TakeLast(2).Zip(last.parameters().TakeLast(2)))
        {
            to.copy_(from);
        }

        ModelFile.Save(model, run.ModelPath);
        return run;
    }
}
