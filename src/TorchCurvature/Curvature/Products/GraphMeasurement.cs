using TorchCurvature.Data;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Products;

/// <summary>
/// What the graph of a gradient takes, measured: the growth of memory while graphs over a few examples are made, and then over twice as
/// many. Hooks see what the parts of a network give, and a script, or what is computed between parts, has nothing that they see.
/// </summary>
internal static class GraphMeasurement
{
    // So much is told apart from everything else that the process does meanwhile.
    private const long EnoughBytes = 16L << 20;

    /// <summary>Bytes for each example; what a graph takes whatever its number of examples is, is not in it.</summary>
    /// <param name="risk">The risk, of whose first batch examples are taken.</param>
    /// <exception cref="DerivativeException">The network's loss has no derivative.</exception>
    public static double BytesOfExample(EmpiricalRisk risk)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable gradientMode = enable_grad();
        Batch first = risk.Batches[0];

        // Two examples where there are two: batch normalization without statistics of its own refuses a single number for each channel.
        long examples = Math.Min(2, first.Count);
        long growth = Growth(risk, first, examples);
        if (examples == first.Count)
        {
            return Math.Max(0, growth) / (double)examples;
        }

        while (true)
        {
            long twice = Math.Min(2 * examples, first.Count);
            long next = Growth(risk, first, twice);
            if (next >= EnoughBytes || twice == first.Count)
            {
                return Math.Max(0, next - growth) / (double)(twice - examples);
            }

            (examples, growth) = (twice, next);
        }
    }

    // Of two graphs, the second: for the first, a script is compiled. All stay until the end, because memory that was given back would be
    // taken again without growth.
    private static long Growth(EmpiricalRisk risk, Batch batch, long examples)
    {
        using Batch few = batch.Piece(0, examples);
        using IDisposable kernels = risk.EnterRightKernels(examples);
        Graph(risk, few);
        long before = NativeHeap.UsedBytes;
        Graph(risk, few);
        return NativeHeap.UsedBytes - before;
    }

    private static void Graph(EmpiricalRisk risk, Batch few)
    {
        using DisposeScope scope = NewDisposeScope();
        risk.GraphOfGradient(risk.BatchShare(few)).MoveToOuterDisposeScope();
    }
}
