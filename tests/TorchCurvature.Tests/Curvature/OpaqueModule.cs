using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Applies a chain as a class of its own, whose structure nothing can read.</summary>
internal sealed class OpaqueModule : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _chain;

    public OpaqueModule(Sequential chain)
        : base(nameof(OpaqueModule))
    {
        _chain = chain;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _chain.forward(input);
}
