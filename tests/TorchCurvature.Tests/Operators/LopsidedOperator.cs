using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Operators;

/// <summary>
/// The identity with one entry of 0.5 (or another) above the diagonal: what an operator would be whose products are wrong.
/// </summary>
internal sealed class LopsidedOperator(long dimension, double entry = 0.5) : SymmetricOperator(dimension, ScalarType.Float64, CPU)
{
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor product = block.clone(), row = product.narrow(0, 0, 1);
        long column = Math.Min(1400, Dimension - 1);
        row.add_(block.narrow(0, column, 1) * entry);
        return product.MoveToOuterDisposeScope();
    }
}
