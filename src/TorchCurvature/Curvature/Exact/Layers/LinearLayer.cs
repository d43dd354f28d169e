using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>A fully connected layer: one patch an example, the input itself, or its coordinates in a basis.</summary>
internal sealed class LinearLayer : AffineLayer
{
    private readonly Linear _module;
    private readonly Tensor? _basis;

    public LinearLayer(Linear module, long weightOffset, long? biasOffset)
        : base(module.out_features, module.in_features, weightOffset, biasOffset) => _module = module;

    private LinearLayer(Linear module, Tensor basis)
        : base(module.out_features, basis.shape[1], weightOffset: 0, biasOffset: null) => (_module, _basis) = (module, basis);

    /// <summary>W [channels, inputs without the bias]; the module owns it.</summary>
    public Tensor Weight => _module.weight!;

    public override long WeightsPerInputChannel => 1;

    /// <summary>
    /// The same function, of parameters (W, b)V at the beginning of w: it reads x̄V, with x̄ the input and a trailing 1 for the bias.
    /// </summary>
    /// <param name="basis">V [inputs with the bias, ρ], with x̄VVᵀ = x̄ for all inputs; referred to, not owned.</param>
    public LinearLayer InBasis(Tensor basis) => new(_module, basis);

    public override AffineLayer At(Func<long, long> place) =>
        new LinearLayer(_module, place(Segments[0].Offset), HasBias ? place(Segments[1].Offset) : null);

    public override Tensor Forward(Tensor input) => _module.forward(input);

    public override Tensor Tangent(Tensor tangent, long firstChannel) =>
        tangent.matmul(Weight.narrow(1, firstChannel, tangent.shape[^1]).t());

    public override Tensor Adjoint(Tensor cotangent, ReadOnlySpan<long> inputShape) => cotangent.matmul(Weight);

    public override Tensor Patches(Tensor input) => Coordinates(input).unsqueeze(-1);

    private Tensor Coordinates(Tensor input) =>
        _basis is null ? input : InputSpan.WithOnes(input, _module.bias is not null).matmul(_basis);
}
