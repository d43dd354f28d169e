using TorchCurvature.Landscape;
using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// Networks of a problem into which weights are read, one for each precision that they are in: to make one from a file takes a while.
/// </summary>
/// <param name="problem">The problem.</param>
internal sealed class NetworkReaders(Problem problem) : IDisposable
{
    private readonly Dictionary<WorkingPrecision, Reader> _readers = [];

    /// <summary>The network of a source, on the CPU, until the next one is read.</summary>
    /// <param name="source">The source.</param>
    /// <param name="precision">The precision in which it is looked at.</param>
    public nn.Module<Tensor, Tensor> Read(NetworkSource source, WorkingPrecision precision)
    {
        WorkingPrecision own = source.ReadingPrecision(precision);
        if (!_readers.TryGetValue(own, out Reader? reader))
        {
            nn.Module<Tensor, Tensor> model = problem.CreateModel(own, CPU);
            reader = new Reader(model, ModelBuffers.Of(model));
            _readers.Add(own, reader);
        }

        // A checkpoint need not have all buffers, and those of the one before are not its own.
        ModelBuffers.Put(reader.Model, [reader.Buffers], 1);
        source.ReadInto(reader.Model);
        return reader.Model;
    }

    public void Dispose()
    {
        foreach (Reader reader in _readers.Values)
        {
            reader.Buffers.Dispose();
            reader.Model.Dispose();
        }
    }

    private sealed record Reader(nn.Module<Tensor, Tensor> Model, ModelBuffers Buffers);
}
