using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Products;

/// <summary>
/// What products with a curvature matrix take in memory, from the sizes of what the layers of a plain chain give for one example, or, for
/// any other network, from what the graph of a gradient is measured to take (<see cref="GraphMeasurement"/>).
/// </summary>
internal sealed class ProductMemory
{
    // Measured with networks of linear, convolutional and pooling layers on the CPU (benchmark "memory"); the convolutions' own buffers are
    // most of what a pass takes beside what is kept.
    private const double KeptOutputs = 1.2;
    private const double KeptParameters = 1;
    private const double PassingOutputs = 6.5;
    private const double PassingParameters = 2;

    // Of graphs that are measured, which have the buffers already; and of a gradient alone.
    private const double PassingMeasured = 1.9;
    private const double PassingGradient = 3;

    private readonly EmpiricalRisk _risk;
    private readonly double _outputs;
    private readonly double _passing;

    /// <summary>Finds the sizes by a forward pass with one or two examples, or by a few gradients over a few.</summary>
    /// <param name="risk">The risk; referred to, not owned.</param>
    public ProductMemory(EmpiricalRisk risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        _risk = risk;
        bool isChain = risk.Model is TorchSharp.Modules.Sequential;
        _passing = isChain ? PassingOutputs : PassingMeasured;
        _outputs = isChain
            ? OutputsOfExample(risk)
            : GraphMeasurement.BytesOfExample(risk) / (KeptOutputs * risk.Layout.DType.ElementSize());
    }

    /// <summary>Bytes that the passes over one batch, the largest, take until they are done.</summary>
    public double PassBytes => Bytes(_passing, _risk.Batches.Max(b => b.Count), PassingParameters);

    /// <summary>The same where they are passes of a gradient or of the loss alone.</summary>
    public double GradientBytes => Bytes(Math.Min(_passing, PassingGradient), _risk.Batches.Max(b => b.Count), PassingParameters);

    /// <summary>Bytes of the graphs of so many batches' gradients, the first ones, where they are kept.</summary>
    /// <param name="batches">How many batches, at most.</param>
    public double GraphBytes(int batches) => _risk.Batches.Take(batches).Sum(GraphBytes);

    /// <summary>How many of the first batches' graphs fit into so many bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public int GraphsThatFit(double bytes) => _risk.Batches.TakeWhile(b => (bytes -= GraphBytes(b)) >= 0).Count();

    /// <summary>Bytes that a product of so many columns takes for vectors, its result included.</summary>
    /// <param name="columns">k.</param>
    public double VectorBytes(int columns) => (double)columns * _risk.Dimension * ((2 * _risk.Layout.DType.ElementSize()) + sizeof(double));

    private double GraphBytes(Batch batch) => Bytes(KeptOutputs, batch.Count, KeptParameters);

    private double Bytes(double outputs, long examples, double parameters) =>
        ((outputs * _outputs * examples) + (parameters * _risk.Dimension)) * _risk.Layout.DType.ElementSize();

    private static double OutputsOfExample(EmpiricalRisk risk)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable noGradient = no_grad();
        using IDisposable kernels = risk.EnterRightKernels();
        long outputs = 0;
        long examples = 1;
        List<Action> removals = [];
        try
        {
            foreach (nn.Module<Tensor, Tensor> layer in risk.Model.modules().OfType<nn.Module<Tensor, Tensor>>()
                .Where(m => m is not TorchSharp.Modules.Flatten && !m.children().Any()))
            {
                removals.Add(layer.register_forward_hook((_, _, output) =>
                {
                    outputs += output.numel();
                    return output;
                }).remove);
            }

            Batch first = risk.Batches[0];
            // Two examples where there are two: batch normalization without statistics of its own refuses a single number for each channel.
            examples = Math.Min(2, first.Count);
            using Batch few = first.Piece(0, examples);
            risk.Model.OutputsOf(few);
        }
        finally
        {
            removals.ForEach(remove => remove());
        }

        return outputs / examples;
    }
}
