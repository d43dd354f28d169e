using TorchCurvature.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>What products with a curvature matrix take in memory beside their vectors, from the sizes of what the layers give for one example.</summary>
public static class ProductMemory
{
    // Measured with networks of linear, convolutional and pooling layers.
    private const double CopiesOfOutputs = 3;
    private const double CopiesOfParameters = 2;

    /// <summary>Bytes of the graphs of so many batches' gradients, the first ones. A forward pass with one example finds the sizes; outputs of layers that are no <c>Module&lt;Tensor, Tensor&gt;</c> are not seen.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="batches">How many batches, at most.</param>
    public static double GraphBytes(EmpiricalRisk risk, int batches)
    {
        ArgumentNullException.ThrowIfNull(risk);
        long outputs = OutputsOfExample(risk);
        return risk.Batches.Take(batches).Sum(b => Bytes(risk, b, outputs));
    }

    /// <summary>How many of the first batches' graphs fit into so many bytes.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="bytes">The bytes.</param>
    public static int GraphsThatFit(EmpiricalRisk risk, double bytes)
    {
        ArgumentNullException.ThrowIfNull(risk);
        long outputs = OutputsOfExample(risk);
        int fit = 0;
        for (double left = bytes; fit < risk.Batches.Count && (left -= Bytes(risk, risk.Batches[fit], outputs)) >= 0; fit++)
        {
        }

        return fit;
    }

    /// <summary>Bytes that a product of so many columns takes for vectors, its result included.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="columns">k.</param>
    public static double VectorBytes(EmpiricalRisk risk, int columns)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return (double)columns * risk.Dimension * ((2 * risk.Layout.DType.ElementSize()) + sizeof(double));
    }

    private static double Bytes(EmpiricalRisk risk, Batch batch, long outputs) =>
        ((CopiesOfOutputs * outputs * batch.Count) + (CopiesOfParameters * risk.Dimension)) * risk.Layout.DType.ElementSize();

    private static long OutputsOfExample(EmpiricalRisk risk)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new EvaluationMode(risk.Model);
        using IDisposable noGradient = no_grad();
        long outputs = 0;
        List<Action> removals = [];
        try
        {
            foreach (nn.Module<Tensor, Tensor> layer in risk.Model.modules().OfType<nn.Module<Tensor, Tensor>>().Where(m => !m.children().Any()))
            {
                removals.Add(layer.register_forward_hook((_, _, output) =>
                {
                    outputs += output.numel();
                    return output;
                }).remove);
            }

            Batch first = risk.Batches[0];
            risk.Model.forward(first.Inputs.narrow(0, 0, 1));
        }
        finally
        {
            removals.ForEach(remove => remove());
        }

        return outputs;
    }
}
