using TorchCurvature.PyTorch.Archives;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>The way of another save's weights and buffers into a network.</summary>
internal static class SavedWeights
{
    /// <summary>Copies all, or none.</summary>
    /// <exception cref="PyTorchFileException">They are those of another network.</exception>
    public static void Copy(ScriptedModel from, nn.Module<Tensor, Tensor> to, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> source = from.state_dict(), target = to.state_dict();
        string? stranger = target.Keys.Except(source.Keys).FirstOrDefault() ?? source.Keys.Except(target.Keys).FirstOrDefault();
        if (stranger is not null)
        {
            string owner = source.ContainsKey(stranger) ? "is unknown to the network" : "is missing";
            throw new PyTorchFileException($"'{path}' is a checkpoint of another network: '{stranger}' {owner}.");
        }

        string? misshapen = target.Keys.FirstOrDefault(name => !source[name].shape.SequenceEqual(target[name].shape));
        if (misshapen is not null)
        {
            throw new PyTorchFileException(
                $"'{path}' is a checkpoint of another network: '{misshapen}' is [{string.Join(", ", source[misshapen].shape)}] for the "
                    + $"network's [{string.Join(", ", target[misshapen].shape)}].");
        }

        foreach ((string name, Tensor tensor) in target)
        {
            tensor.copy_(source[name]);
        }
    }
}
