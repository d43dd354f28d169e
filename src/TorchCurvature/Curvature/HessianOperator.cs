using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// The Hessian ∇²L(w) of an empirical risk by double backward: H·v = ∇(∇L · v). Works for every module that is twice differentiable.
/// </summary>
/// <remarks>
/// A product with k columns costs, for each batch, one forward and one backward pass plus k backward passes through the gradient's graph. Sums over
/// batches in float64. Reads the model's parameters anew at every product. Source: Pearlmutter 1994.
/// </remarks>
public sealed class HessianOperator : SymmetricOperator
{
    private readonly EmpiricalRisk _risk;

    /// <summary>The Hessian of a risk at its model's present parameters. Refers to the risk and does not own it.</summary>
    /// <param name="risk">The risk L.</param>
    public HessianOperator(EmpiricalRisk risk)
        : base((risk ?? throw new ArgumentNullException(nameof(risk))).Dimension, risk.Layout.DType, risk.Layout.Device) =>
        _risk = risk;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new EvaluationMode(_risk.Model);
        using IDisposable gradientMode = enable_grad();
        long columns = block.shape[1];
        // Row k of this is column k of the product, so that every column is written to contiguous memory.
        Tensor rows = block.t().contiguous();
        Tensor product = zeros([columns, Dimension], ScalarType.Float64, Device);
        foreach (Batch batch in _risk.Batches)
        {
            using DisposeScope batchScope = NewDisposeScope();
            Tensor gradient = _risk.GraphOfGradient(_risk.BatchShare(batch));
            for (long k = 0; k < columns; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope columnScope = NewDisposeScope();
                Tensor directional = gradient.dot(rows[k]);
                if (directional.requires_grad)
                {
                    IList<Tensor> parts = autograd.grad([directional], [.. _risk.Layout.Parameters], retain_graph: true, allow_unused: true);
                    using IDisposable noGradient = no_grad();
                    product[k].add_(_risk.Layout.Flatten([.. parts]));
                }
            }
        }

        return product.t().to(DType).contiguous().MoveToOuterDisposeScope();
    }
}
