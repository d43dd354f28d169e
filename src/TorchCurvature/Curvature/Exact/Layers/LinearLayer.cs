using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>A fully connected layer: one patch an example, the input itself.</summary>
internal sealed class LinearLayer(Linear module, long weightOffset, long? biasOffset)
    : AffineLayer(module.out_features, module.in_features, weightOffset, biasOffset)
{
    /// <summary>W [channels, inputs without the bias]; the module owns it.</summary>
    public Tensor Weight => module.weight!;

    public override long WeightsPerInputChannel => 1;

    public override Tensor Forward(Tensor input) => module.forward(input);

    public override Tensor Tangent(Tensor tangent, long firstChannel) =>
        tangent.matmul(Weight.narrow(1, firstChannel, tangent.shape[^1]).t());

    public override Tensor Adjoint(Tensor cotangent, ReadOnlySpan<long> inputShape) => cotangent.matmul(Weight);

    public override Tensor Patches(Tensor input) => input.unsqueeze(-1);
}
