using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>
/// Columns of a Hessian by double backward: for each piece of the data, the gradient in one parameter tensor is computed with its graph, and
/// each of its entries is differentiated once more, in no more parameters than asked for. Without weight decay.
/// </summary>
/// <remarks>
/// A column costs less than a product with a vector. The vector of a product has entries in all parameters, and its backward pass runs
/// through the gradients of all layers; this one runs through those of the layers above its parameter alone, and back down to the lowest
/// that is asked for.
/// <para>
/// Several columns in one pass would need vmap. libtorch exports its parts (<c>at::functorch</c>, <c>at::impl::VmapMode</c>) as C++
/// functions of C++ objects alone, and neither TorchSharp nor the <c>autograd.grad</c> of scripts reaches them. They would spare calls, but
/// no arithmetic.
/// </para>
/// </remarks>
internal sealed class HessianColumns(EmpiricalRisk risk, long examplesAtOnce, CancellationToken cancellation)
{
    private readonly Lock _preparing = new();

    /// <summary>Writes a chunk's columns as rows of a tensor, in the places of its rows' parameters.</summary>
    /// <param name="chunk">The columns.</param>
    /// <param name="target">[…, P], in any precision. The sums over the data are made in float64.</param>
    public void Write(ColumnChunk chunk, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientMode = enable_grad();
        ParameterBlock[] rows = [.. risk.Layout.Blocks.Take(chunk.Rows)];
        long offset = rows[0].Offset;
        Tensor sums = zeros([chunk.Count, rows.Sum(r => r.Length)], ScalarType.Float64, risk.Layout.Device);
        risk.Sum.OverPieces(
            examplesAtOnce,
            piece =>
            {
                if (GradientOf(piece, chunk.Block) is { requires_grad: true } gradient)
                {
                    Add(gradient, chunk, rows, sums);
                }
            },
            _ => { },
            cancellation);
        using IDisposable noGradient = no_grad();
        target.narrow(0, chunk.Target, chunk.Count).narrow(1, offset, sums.shape[1]).copy_(sums);
    }

    // Networks and losses are users' code, which need not bear to be called by two threads at once.
    private Tensor? GradientOf(Batch piece, int block)
    {
        lock (_preparing)
        {
            return risk.Gradients(risk.BatchShare(piece), block..(block + 1), createGraph: true)[0];
        }
    }

    private void Add(Tensor gradient, ColumnChunk chunk, ParameterBlock[] rows, Tensor sums)
    {
        Tensor unit = zeros(gradient.shape, gradient.dtype, gradient.device);
        Tensor entries = unit.view(-1);
        for (long k = 0; k < chunk.Count; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            Tensor entry = entries[chunk.First + k];
            entry.FillInPlace(1);
            Tensor?[] parts = risk.Gradients(gradient, chunk.Rows, retainGraph: true, along: unit);
            entry.FillInPlace(0);
            using IDisposable noGradient = no_grad();
            for (int i = 0; i < parts.Length; i++)
            {
                if (parts[i] is { } part)
                {
                    sums[k].narrow(0, rows[i].Offset - rows[0].Offset, rows[i].Length).AddInPlace(part.reshape(-1));
                }
            }
        }
    }
}
