using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Products;

/// <summary>
/// Products of a matrix with blocks of vectors, where each batch's part of a product is the gradient of a scalar. The graphs of the first
/// batches are kept from one product to the next, as many as asked
/// for, and made again where the parameters have changed.
/// </summary>
internal sealed class GradientGraphs(EmpiricalRisk risk, Func<Batch, GradientGraph> prepare, int kept) : IDisposable
{
    // In training mode the stored statistics are put back after each product, and a graph refers to them.
    private readonly GradientGraph?[] _kept =
        new GradientGraph?[risk.Mode == ModelMode.Training ? 0 : Math.Min(kept, risk.Batches.Count)];
    private Tensor? _parameters;

    /// <summary>A·X [P, k] in the model's precision, summed over batches in float64.</summary>
    internal Tensor Multiply(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable gradientMode = enable_grad();
        ForgetOtherParameters();
        // Row k of these is column k of block and product, so that every column is contiguous.
        Tensor rows = block.t().contiguous();
        Tensor product = zeros(rows.shape, ScalarType.Float64, risk.Layout.Device);
        int index = 0;
        risk.Sum.Over(
            batch =>
            {
                using IDisposable kernels = risk.EnterRightKernels(batch.Count);
                AddProducts(GraphOf(batch, index++), rows, product, cancellation);
            },
            all => all.AddInPlace(product),
            cancellation);

        if (risk.WeightDecay != 0)
        {
            using IDisposable noGradient = no_grad();
            product.AddScaledInPlace(rows.to(ScalarType.Float64), risk.WeightDecay);
        }

        return product.t().to(risk.Layout.DType).contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        for (int b = 0; b < _kept.Length; b++)
        {
            _kept[b]?.Dispose();
            _kept[b] = null;
        }

        _parameters?.Dispose();
    }

    private GradientGraph GraphOf(Batch batch, int index) =>
        index < _kept.Length ? _kept[index] ??= prepare(batch).Keep() : prepare(batch);

    private void AddProducts(GradientGraph graph, Tensor rows, Tensor product, CancellationToken cancellation)
    {
        for (long k = 0; k < rows.shape[0]; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope columnScope = NewDisposeScope();
            if (graph.ScalarOf(rows[k]) is { requires_grad: true } scalar)
            {
                Tensor?[] parts = risk.Gradients(scalar, retainGraph: true);
                using IDisposable noGradient = no_grad();
                for (int i = 0; i < parts.Length; i++)
                {
                    if (parts[i] is { } part)
                    {
                        ParameterBlock place = risk.Layout.Blocks[i];
                        product[k].narrow(0, place.Offset, place.Length).AddInPlace(part.reshape(-1));
                    }
                }
            }
        }
    }

    // A graph whose parameters were overwritten cannot be differentiated: the native library would end the process.
    private void ForgetOtherParameters()
    {
        if (_kept.Length == 0)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor now = risk.Layout.ToVector();
        if (_parameters is null || !now.eq(_parameters).all().item<bool>())
        {
            Dispose();
            _parameters = now.DetachFromDisposeScope();
        }
    }
}
