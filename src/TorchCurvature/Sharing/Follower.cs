using System.Text.Json;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Mpi;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>
/// A process of several that is not the first: it does what rank 0 asks for (<see cref="Leader"/>), with the examples that it was sent,
/// until rank 0 says that it is over.
/// </summary>
internal sealed class Follower(Communicator world) : IDisposable
{
    /// <summary>What rank 0 sends in the place of an order's length.</summary>
    public const long TheEnd = 0;

    private static readonly Dictionary<string, Type> s_questions = typeof(IQuestion).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IQuestion)) && !type.IsAbstract).ToDictionary(type => type.Name);

    private readonly Dictionary<long, (nn.Module<Tensor, Tensor> Model, Loss Loss)> _networks = [];
    private readonly Dictionary<long, Share> _sums = [];

    /// <summary>Serves until the end.</summary>
    public void Serve()
    {
        while (world.BroadcastPatiently(TheEnd) is var length && length != TheEnd)
        {
            byte[] text = new byte[length];
            world.Broadcast(text);
            Follow(JsonSerializer.Deserialize<Order>(text)!);
        }
    }

    public void Dispose()
    {
        foreach (Share share in _sums.Values)
        {
            share.Dispose();
        }

        foreach ((nn.Module<Tensor, Tensor> model, Loss loss) in _networks.Values)
        {
            model.Dispose();
            (loss as IDisposable)?.Dispose();
        }
    }

    private void Follow(Order order)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (long number in order.Closed)
        {
            if (_sums.Remove(number, out Share? closed))
            {
                closed.Dispose();
            }
        }

        set_num_threads(order.Threads);
        if (order.Opened is { } opened)
        {
            _sums.Add(order.Sum, Open(opened));
        }

        if (order.Weights is { } network)
        {
            SentNetwork.Receive(_networks[network].Model, world);
        }

        var question = (IQuestion)order.Arguments.Deserialize(s_questions[order.Question])!;
        (question.Compute(_sums[order.Sum]) as IDisposable)?.Dispose();
    }

    private Share Open(OpenedSum opened)
    {
        if (opened.Recipe is { } recipe)
        {
            _networks.Add(opened.Network, (recipe.MakeModel(), recipe.MakeLoss()));
        }

        (nn.Module<Tensor, Tensor> model, Loss loss) = _networks[opened.Network];
        return new Share
        {
            World = world,
            Model = model,
            Loss = loss,
            Mode = opened.Mode,
            Batches = [.. opened.Pieces[world.Rank].Select(Receive)],
            Counts = opened.Counts,
        };
    }

    private Batch Receive(IReadOnlyList<TensorShape> shapes)
    {
        Tensor[] tensors = [.. shapes.Select(shape => shape.Room())];
        foreach (Tensor tensor in tensors)
        {
            world.Receive(tensor, rank: 0);
        }

        return new Batch(tensors[..^1], tensors[^1]);
    }
}
