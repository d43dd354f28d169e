using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>A diagonal matrix: a spectrum at no cost of products. Owns its diagonal.</summary>
internal sealed class DiagonalOperator(Tensor diagonal) : SymmetricOperator(diagonal.shape[0], diagonal.dtype, diagonal.device)
{
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using Tensor column = diagonal.unsqueeze(1);
        return block * column;
    }

    protected override void Dispose(bool disposing)
    {
        diagonal.Dispose();
        base.Dispose(disposing);
    }
}
