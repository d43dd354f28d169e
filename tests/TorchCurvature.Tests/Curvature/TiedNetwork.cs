using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>f(x) = W tanh(W x + b) + b, one layer used twice, and a second layer that nothing uses.</summary>
internal sealed class TiedNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear _layer;

    public TiedNetwork(long width, ulong seed)
        : base(nameof(TiedNetwork))
    {
        _layer = nn.Linear(width, width, dtype: ScalarType.Float64);
        using var generator = new Generator(seed);
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in (Parameter[])[_layer.weight!, _layer.bias!])
        {
            parameter.uniform_(-0.7, 0.7, generator);
        }

        RegisterComponents();
        register_module("unused", nn.Linear(width, 2, dtype: ScalarType.Float64));
    }

    public override Tensor forward(Tensor input) => _layer.forward(_layer.forward(input).tanh());
}
