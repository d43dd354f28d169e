using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>A network in a file, with its weights: the user's own (<see cref="IModelReader"/>).</summary>
public sealed record ModelFileSpec : ModelSpec
{
    /// <inheritdoc/>
    public override string Word => "file";

    /// <summary>The file. A full path, whatever it was given as.</summary>
    [Setting("path", "The file of the network.", Placeholder = "file")]
    public string Path { get; init => field = Full(value); } = "";

    /// <summary>Another file whose weights and buffers stand in for the file's own; null for none. A full path likewise.</summary>
    [Setting(
        "weights",
        "A network's file: a checkpoint to take the weights from instead (state_dict, safetensors, …).",
        Placeholder = "file")]
    public string? Weights { get; init => field = value is null ? null : Full(value); }

    /// <summary>What batch normalization and dropout do.</summary>
    [Setting(
        "mode",
        "A network's file: evaluation, with stored statistics and no dropout; training: the loss over one batch of all examples.")]
    public ModelMode Mode { get; init; }

    /// <inheritdoc/>
    public override bool ReadsImages => false;

    /// <inheritdoc/>
    public override bool HasWeights => true;

    /// <inheritdoc/>
    public override ModelMode AnalysedMode => Mode;

    /// <inheritdoc/>
    public override IReadOnlyList<string> NamedFiles => Weights is null ? [Path] : [Path, Weights];

    /// <summary>The network as the file has it; shapes and seed mean nothing to it.</summary>
    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed)
    {
        nn.Module<Tensor, Tensor> model = ModelReaders.Registered.Load(Path);
        try
        {
            if (Weights is not null)
            {
                ModelReaders.Registered.LoadWeights(model, Weights);
            }

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // A manifest is read from elsewhere too.
    private static string Full(string path) => path.Length == 0 ? path : System.IO.Path.GetFullPath(path);
}
