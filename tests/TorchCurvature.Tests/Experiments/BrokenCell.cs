using TorchCurvature.Experiments.Cells;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Experiments;

/// <summary>A computation of which the native library makes nothing.</summary>
internal sealed record BrokenCell : Cell<double>
{
    public override string Key => "broken";

    public override double RequiredBytes => 1;

    public override double Compute(Action<string> status, CancellationToken cancellation)
    {
        using Tensor left = ones(2, 3), right = ones(2, 3), product = left.mm(right);
        return product.sum().item<double>();
    }
}
