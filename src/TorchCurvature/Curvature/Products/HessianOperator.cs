using TorchCurvature.Data;
using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Products;

/// <summary>
/// The Hessian ∇²L(w) of an empirical risk by double backward: H·v = ∇(∇L · v). Works for every module that is twice differentiable.
/// </summary>
/// <remarks>
/// A product with k columns costs, for each batch, one forward and one backward pass plus k backward passes through the gradient's graph;
/// where the graph is kept, a later product takes the last k alone. Sums over batches in float64. Reads the model's parameters anew at
/// every product. Source: Pearlmutter 1994.
/// </remarks>
public sealed class HessianOperator : SymmetricOperator
{
    private readonly GradientGraphs _graphs;

    /// <summary>The Hessian of a risk at its model's present parameters. Refers to the risk and does not own it.</summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="keptGraphs">
    /// So many of the first batches keep the graphs of their gradients from one product to the next, which take about
    /// <see cref="ProductMemory.GraphBytes(int)"/>. While they do, writing to a parameter and putting its old value back is an error that
    /// ends the process; a new value is noticed.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number of kept graphs is negative.</exception>
    public HessianOperator(EmpiricalRisk risk, int keptGraphs = 0)
        : base((risk ?? throw new ArgumentNullException(nameof(risk))).Dimension, risk.Layout.DType, risk.Layout.Device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keptGraphs);
        _graphs = new GradientGraphs(risk, Prepare, keptGraphs);

        GradientGraph Prepare(Batch batch)
        {
            Tensor gradient = risk.GraphOfGradient(risk.BatchShare(batch));
            return new GradientGraph(gradient.dot, [gradient]);
        }
    }

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation) => _graphs.Multiply(block, cancellation);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _graphs.Dispose();
        base.Dispose(disposing);
    }
}
