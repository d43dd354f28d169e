using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Operators.Distributed;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Distributed;

/// <summary>
/// The parameters along one side of a part, in their order in w: for each the unit that it leads to, what it multiplies, and the hidden
/// unit that this comes from. Units are counted through all layers, and so are what the layers read.
/// </summary>
internal sealed class PartSide : IDisposable
{
    private readonly int[] _layers;

    /// <summary>Reads one side of a part.</summary>
    /// <param name="layers">The network's layers.</param>
    /// <param name="axis">Which parameters are on this side.</param>
    /// <param name="device">Where its tensors are to be.</param>
    public PartSide(IReadOnlyList<LinearLayer> layers, BlockCyclicAxis axis, Device device)
    {
        long count = axis.OwnBelow(layers.Sum(l => l.Channels * l.Inputs));
        _layers = new int[count];
        var (units, inputs, sources) = (new long[count], new long[count], new long[count]);
        long nowhere = layers.Take(layers.Count - 1).Sum(l => l.Channels);
        var runs = new List<UnitRun>();
        long firstUnit = 0, firstInput = 0;
        for (int l = 0; l < layers.Count; l++)
        {
            foreach (ParameterSegment segment in layers[l].Segments)
            {
                ReadSegment(l, segment);
            }

            firstUnit += layers[l].Channels;
            firstInput += layers[l].Inputs;
        }

        Runs = runs;
        (Units, Inputs, Sources) = (Kept(units), Kept(inputs), Kept(sources));
        Readers = [.. Enumerable.Range(0, (int)count)
            .Where(i => sources[i] != nowhere)
            .GroupBy(i => sources[i])
            .Select(g => new UnitReaders(
                g.Key, _layers[g.First()], Kept([.. g.Select(i => (long)i)]), Kept([.. g.Select(i => units[i])])))];

        Tensor Kept(long[] numbers) => tensor(numbers, device: device).DetachFromDisposeScope();

        void ReadSegment(int l, ParameterSegment segment)
        {
            LinearLayer layer = layers[l];
            for (long channel = 0; channel < layer.Channels; channel++)
            {
                long offset = segment.Offset + (channel * segment.ChannelStride);
                long first = axis.OwnBelow(offset), end = axis.OwnBelow(offset + segment.InputCount);
                if (first == end)
                {
                    continue;
                }

                runs.Add(new UnitRun(firstUnit + channel, l, first, end - first));
                for (long i = first; i < end; i++)
                {
                    long input = segment.FirstInput + axis.NumberOf(i) - offset;
                    bool isOfHiddenUnit = l > 0 && input < layer.WeightInputs;
                    _layers[i] = l;
                    units[i] = firstUnit + channel;
                    inputs[i] = firstInput + input;
                    sources[i] = isOfHiddenUnit ? firstUnit - layer.WeightInputs + input : nowhere;
                }
            }
        }
    }

    /// <summary>How many parameters.</summary>
    public long Count => _layers.Length;

    /// <summary>Their units [count].</summary>
    public Tensor Units { get; }

    /// <summary>What they multiply [count].</summary>
    public Tensor Inputs { get; }

    /// <summary>
    /// The hidden units that this comes from [count]; one more than there are for what is read from outside, and for the ones of biases.
    /// </summary>
    public Tensor Sources { get; }

    /// <summary>The parameters by their units.</summary>
    public IReadOnlyList<UnitRun> Runs { get; }

    /// <summary>The weights by the hidden units that they read.</summary>
    public IReadOnlyList<UnitReaders> Readers { get; }

    /// <summary>The first and the last layer among some of the parameters.</summary>
    public (int First, int Last) LayersOf(long first, long count)
    {
        int[] some = _layers[(int)first..(int)(first + count)];
        return (some.Min(), some.Max());
    }

    public void Dispose()
    {
        Units.Dispose();
        Inputs.Dispose();
        Sources.Dispose();
        foreach (UnitReaders readers in Readers)
        {
            readers.Dispose();
        }
    }
}
