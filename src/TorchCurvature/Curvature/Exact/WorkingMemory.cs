using TorchCurvature.Curvature.Exact.Layers;
using TorchSharp;

namespace TorchCurvature.Curvature.Exact;

/// <summary>Bytes that the computation of a whole matrix takes beside the matrix, by the way that the module's structure allows.</summary>
internal static class WorkingMemory
{
    // Measured: of the columns that are held at a time on all threads.
    private const double OfColumns = 1.5e8;

    // Tensors of the largest size that tangents have at a time, measured; and about how many numbers a parameter's tangent has for an
    // example.
    private const double TangentTensors = 4;
    private const double NumbersOfTangent = 64;

    /// <summary>The bytes.</summary>
    /// <param name="risk">The risk, over batches as it is looked at.</param>
    public static double Of(EmpiricalRisk risk)
    {
        FeedForwardStructure? structure = FeedForwardStructure.Of(risk);
        int size = risk.Layout.DType.ElementSize();
        return ExactHessian.MethodFor(risk) switch
        {
            ExactHessianMethod.FullyConnectedClosedForm => size * NumbersOfClosedForm(structure!, risk.Batches.Max(batch => batch.Count)),
            ExactHessianMethod.BatchedTangents => size * TangentTensors
                * Math.Min(BatchedTangentHessian.TangentLength, NumbersOfTangent * risk.ExampleCount * risk.Dimension),
            _ => OfColumns,
        };
    }

    // For each example the Hessians in the layers' outputs, the Jacobians between layers with their products, and copies in other orders.
    private static double NumbersOfClosedForm(FeedForwardStructure structure, long examples)
    {
        LinearLayer[] layers = new FullyConnectedChain(structure).Layers;
        double[] units = [.. layers.Select(layer => (double)layer.Channels)];
        double squares = units.Sum(u => u * u), total = units.Sum();
        double pairs = ((total * total) - squares) / 2;
        double widest = units.Max();
        return Math.Min(examples, FullyConnectedHessian.ExamplesAtOnceOf(layers)) * (squares + (2 * pairs) + (3 * widest * widest));
    }
}
