using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>
/// Into how many examples at a time the data is cut for passes that are made thousands of times: so few that what the layers give stays in
/// a processor's cache, and so many that an operation is more than its call. Batches whose examples a network mixes stay whole.
/// </summary>
internal static class ExamplePieces
{
    // Numbers that a layer gives for one piece. Measured with residual networks of 6 and 16 channels on 12×12 places: pieces of 10 to 100
    // examples take the same time within a fifth.
    private const long LayerNumbers = 1 << 16;

    // Of the outputs' largest, in ε. A choice: what sums in another order do stays far below it, and what another batch does to a network
    // that mixes its examples far above.
    private const double Rounding = 2000;

    // oneDNN's float32 kernels take examples in blocks of so many, and are wrong where a block is not full.
    private const long ExampleBlock = 16;

    /// <summary>Examples in a piece; as many as the largest batch has where batches must not be cut. Cost: two forward passes.</summary>
    /// <param name="risk">The risk.</param>
    public static long SizeFor(EmpiricalRisk risk)
    {
        bool isOnProcessor = risk.Layout.Device.type == DeviceType.CPU;
        long size = Math.Max(1, LayerNumbers / NumbersOfLayer(risk));
        if (risk.Layout.DType == ScalarType.Float32 && size > ExampleBlock)
        {
            size -= size % ExampleBlock;
        }

        return isOnProcessor && CanBeCut(risk, size) ? size : long.MaxValue;
    }

    /// <summary>Whether the network gives each example of a piece what it gives it in its whole batch.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="size">Examples in a piece.</param>
    public static bool CanBeCut(EmpiricalRisk risk, long size)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable noGradient = no_grad();
        using IDisposable kernels = risk.EnterRightKernels();
        double largest = 0, difference = 0;
        bool haveSameShapes = true;
        risk.Sum.Over(
            batch =>
            {
                if (batch.Count <= size || !haveSameShapes)
                {
                    return;
                }

                Tensor whole = risk.Model.OutputsOf(batch);
                var pieces = new BatchSum([batch]);
                List<Tensor> outputs = [];
                pieces.OverPieces(size, piece => outputs.Add(risk.Model.OutputsOf(piece).MoveToOuterDisposeScope()), _ => { });
                Tensor together = cat(outputs);
                haveSameShapes = together.shape.SequenceEqual(whole.shape);
                if (haveSameShapes)
                {
                    largest = Math.Max(largest, Largest(whole));
                    difference = Math.Max(difference, Largest(together - whole));
                }
            },
            _ => { });
        bool areSame = haveSameShapes && difference <= Rounding * WorkingPrecision.Of(risk.Layout.DType).UnitRoundoff * largest;
        // All processes that share the data come to the same decision.
        return risk.Sum.Reduction.Sum(areSame ? 0.0 : 1) == 0;
    }

    /// <summary>Keeps libtorch from wrong kernels for the pieces of every size that there are.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="size">Examples in a piece.</param>
    public static IDisposable Kernels(EmpiricalRisk risk, long size)
    {
        HashSet<long> sizes = [];
        risk.Sum.OverPieces(size, piece => sizes.Add(piece.Count), _ => { });
        return new Together([.. sizes.Select(count => risk.EnterRightKernels(count))]);
    }

    private static double Largest(Tensor outputs) => outputs.abs().max().to(ScalarType.Float64).item<double>();

    // About what the widest layer gives for an example: so many numbers at every place that the example has. Scripts do not show their
    // layers, but parameters have shapes.
    private static long NumbersOfLayer(EmpiricalRisk risk)
    {
        long width = risk.Layout.Blocks.Where(b => b.Shape.Count > 1).Select(b => b.Shape[0]).DefaultIfEmpty(1).Max();
        return width * PlacesOf(risk.Batches[0].Inputs);
    }

    private static long PlacesOf(Tensor inputs)
    {
        long[] shape = inputs.shape[1..];
        bool areTokens = !inputs.is_floating_point();
        return (areTokens, shape.Length) switch
        {
            (true, _) => shape.Aggregate(1L, (product, n) => product * n),
            (false, <= 1) => 1,
            (false, 2) => shape.Max(),
            _ => shape[1..].Aggregate(1L, (product, n) => product * n),
        };
    }
}
