using System.Text.Json;
using TorchCurvature.Data;
using TorchCurvature.Mpi;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>
/// Rank 0 of several processes: it decides and writes, and asks the others (<see cref="Follower"/>) for their part of every sum over data.
/// Solvers that ran in all processes side by side would take other decisions on other processors, and wait for each other for ever.
/// </summary>
/// <remarks>
/// What the others know of a network or a sum is sent once, weights whenever they have changed. Only so many sums are known to them at a
/// time; the one that was asked the longest ago makes room.
/// </remarks>
internal sealed class Leader : IDisposable
{
    private const int MostSums = 6;

    private readonly Communicator _world;
    private readonly List<KnownSum> _sums = [];
    private readonly List<long> _closed = [];
    private readonly Dictionary<nn.Module, SentNetwork> _networks = new(ReferenceEqualityComparer.Instance);
    private long _lastNumber;
    private bool _isWaiting;

    public Leader(Communicator world) => _world = world;

    /// <summary>The leader of the processes that this one was started with; null where it was started alone.</summary>
    public static Leader? Current { get; set; }

    /// <summary>The number of processes.</summary>
    public int Processes => _world.Size;

    /// <summary>The number of processes on this machine.</summary>
    public int ProcessesHere => _world.LocalSize;

    /// <summary>What runs where, as a sentence.</summary>
    public string Title => $"{_world.Size} processes on {(_world.MachineCount == 1 ? "1 machine" : $"{_world.MachineCount} machines")} "
        + $"({_world.Library}); each has its share of the examples.";

    /// <summary>Asks all processes, and gives what they have found together.</summary>
    public T Ask<T>(SharedSum sum, Question<T> question)
        where T : notnull
    {
        KnownSum known = Find(sum, out OpenedSum? opened);
        SentNetwork network = _networks[sum.Model];
        bool hasChanged = network.HasChanged();
        var order = new Order
        {
            Sum = known.Number,
            Question = question.GetType().Name,
            Arguments = JsonSerializer.SerializeToElement(question, question.GetType()),
            Opened = opened,
            Weights = hasChanged ? network.Number : null,
            Closed = [.. _closed],
            Threads = get_num_threads(),
        };
        _closed.Clear();
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(order);
        _isWaiting = true;
        _world.BroadcastPatiently(text.Length);
        _world.Broadcast(text);
        if (opened is not null)
        {
            SendPieces(sum);
        }

        if (hasChanged)
        {
            network.Send(_world);
        }

        T answer = question.Answer(known.Share);
        _isWaiting = false;
        if (sum.IsAskedOnce)
        {
            Close(known);
        }

        return answer;
    }

    /// <summary>Asks for what can be released, if the others still have it and can be asked.</summary>
    public void Release<T>(SharedSum sum, Question<T> question)
        where T : notnull
    {
        if (!_isWaiting && _sums.Exists(known => ReferenceEquals(known.Sum, sum)))
        {
            Ask(sum, question);
        }
    }

    /// <summary>Has the others leave in good order; or ends them where they are, if one of their answers never came.</summary>
    /// <param name="exitCode">The exit code, if they have to be ended.</param>
    public void End(int exitCode)
    {
        if (_isWaiting)
        {
            _world.Abort(exitCode);
        }
        else
        {
            _world.BroadcastPatiently(Follower.TheEnd);
        }
    }

    public void Dispose()
    {
        foreach (KnownSum known in _sums)
        {
            known.Share.Dispose();
        }

        foreach (SentNetwork network in _networks.Values)
        {
            network.Dispose();
        }

        _world.Dispose();
    }

    private KnownSum Find(SharedSum sum, out OpenedSum? opened)
    {
        opened = null;
        if (_sums.Find(known => ReferenceEquals(known.Sum, sum)) is { } found)
        {
            _sums.Remove(found);
            _sums.Add(found);
            return found;
        }

        if (_sums.Count == MostSums)
        {
            Close(_sums[0]);
        }

        bool isNewNetwork = !_networks.ContainsKey(sum.Model);
        if (isNewNetwork)
        {
            _networks.Add(sum.Model, new SentNetwork(++_lastNumber, sum.Model));
        }

        opened = new OpenedSum
        {
            Network = _networks[sum.Model].Number,
            Recipe = isNewNetwork ? sum.Recipe : null,
            Mode = sum.Mode,
            Counts = sum.Counts,
            Pieces = [.. Enumerable.Range(0, _world.Size).Select(rank => rank == 0 ? [] : ShapesOf(sum.Batches, rank))],
        };
        var share = new Share
        {
            World = _world,
            Model = sum.Model,
            Loss = sum.Loss,
            Mode = sum.Mode,
            Batches = [.. Piece.Of(sum.Batches, 0, _world.Size).Select(p => sum.Batches[p.Batch].Piece(p.First, p.Count))],
            Counts = sum.Counts,
        };
        var known = new KnownSum(++_lastNumber, sum, share);
        _sums.Add(known);
        return known;
    }

    private void Close(KnownSum known)
    {
        _sums.Remove(known);
        _closed.Add(known.Number);
        known.Share.Dispose();
    }

    private IReadOnlyList<IReadOnlyList<TensorShape>> ShapesOf(IReadOnlyList<Batch> batches, int rank) =>
    [
        .. Piece.Of(batches, rank, _world.Size).Select(piece => batches[piece.Batch].AllTensors
            .Select(tensor => new TensorShape([piece.Count, .. tensor.shape[1..]], tensor.dtype)).ToArray()),
    ];

    private void SendPieces(SharedSum sum)
    {
        for (int rank = 1; rank < _world.Size; rank++)
        {
            foreach (Piece piece in Piece.Of(sum.Batches, rank, _world.Size))
            {
                foreach (Tensor tensor in sum.Batches[piece.Batch].AllTensors)
                {
                    using Tensor rows = tensor.narrow(0, piece.First, piece.Count);
                    using Tensor sent = rows.contiguous();
                    _world.Send(sent, rank);
                }
            }
        }
    }

    private sealed record KnownSum(long Number, SharedSum Sum, Share Share);
}
