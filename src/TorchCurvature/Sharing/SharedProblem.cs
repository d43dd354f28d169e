using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>A problem whose sums over data several processes compute together.</summary>
/// <param name="leader">Who asks.</param>
/// <param name="model">The network's spec.</param>
/// <param name="loss">The loss's spec.</param>
/// <param name="exampleShape">The shape of one example.</param>
/// <param name="outputs">Number of outputs.</param>
internal sealed class SharedProblem(Leader leader, ModelSpec model, LossSpec loss, IReadOnlyList<long> exampleShape, int outputs)
{
    /// <summary>Refuses the training of a network to which the statistics of a batch are those of all its examples.</summary>
    /// <exception cref="SettingException">It has such statistics.</exception>
    public static void RequireTrainable(nn.Module<Tensor, Tensor> network)
    {
        if (network.named_buffers().FirstOrDefault(b => b.buffer.is_floating_point()) is { name: { } buffer })
        {
            throw new SettingException(
                $"The network has buffers, such as '{buffer}', that a training may change by what it sees of a batch, as batch "
                    + "normalization does; several processes see parts of it. Train with one process.");
        }
    }

    /// <summary>A sum over examples, with a network and the loss of this problem.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ofExample">The loss.</param>
    /// <param name="batches">All examples.</param>
    /// <param name="mode">The mode in which the network is looked at.</param>
    /// <param name="isAskedOnce">Whether nothing is to be kept of it for another question.</param>
    public SharedSum Over(
        nn.Module<Tensor, Tensor> network, Loss ofExample, IReadOnlyList<Batch> batches, ModelMode mode, bool isAskedOnce = false) =>
        new(leader)
        {
            Recipe = new NetworkRecipe(model.ToJson(), loss.ToJson(), [.. exampleShape], outputs, network.parameters().First().dtype),
            Model = network,
            Loss = ofExample,
            Batches = batches,
            Mode = mode,
            IsAskedOnce = isAskedOnce,
        };
}
