using TorchCurvature.Models;
using TorchCurvature.Mpi;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>A network with the weights and buffers that the other processes have. Owns copies of these.</summary>
internal sealed class SentNetwork : IDisposable
{
    private readonly nn.Module _model;
    private readonly ParameterLayout _layout;
    private Tensor[] _sent = [];

    public SentNetwork(long number, nn.Module model) => (Number, _model, _layout) = (number, model, new ParameterLayout(model));

    /// <summary>What the others know it by.</summary>
    public long Number { get; }

    /// <summary>Whether its weights or buffers are others than those that were sent.</summary>
    public bool HasChanged()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] now = Now();
        return _sent.Length == 0 || now.Zip(_sent).Any(pair => !pair.First.eq(pair.Second).all().item<bool>());
    }

    /// <summary>Gives all processes what it is now.</summary>
    public void Send(Communicator world)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dispose();
        _sent = [.. Now().Select(tensor => tensor.detach().clone().contiguous().DetachFromDisposeScope())];
        Array.ForEach(_sent, world.Broadcast);
    }

    /// <summary>Receives, into a network of the same architecture, what <see cref="Send"/> sends.</summary>
    public static void Receive(nn.Module model, Communicator world)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        var layout = new ParameterLayout(model);
        Tensor weights = layout.ToVector();
        world.Broadcast(weights);
        layout.Assign(weights);
        foreach (Tensor tensor in Fixed(model))
        {
            Tensor received = tensor.detach().clone().contiguous();
            world.Broadcast(received);
            tensor.copy_(received);
        }
    }

    public void Dispose()
    {
        Array.ForEach(_sent, tensor => tensor.Dispose());
        _sent = [];
    }

    private Tensor[] Now() => [_layout.ToVector(), .. Fixed(_model)];

    // Parameters that are not trained may have come from a file of rank 0 as well.
    private static IEnumerable<Tensor> Fixed(nn.Module model) =>
        [.. model.parameters().Where(p => !p.requires_grad), .. model.named_buffers().Select(b => b.buffer)];
}
