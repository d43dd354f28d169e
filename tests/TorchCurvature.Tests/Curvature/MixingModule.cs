using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>A network whose inputs are first centred over the batch, so that what an example gives depends on the others.</summary>
internal sealed class MixingModule : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _network;

    public MixingModule(nn.Module<Tensor, Tensor> network)
        : base(nameof(MixingModule))
    {
        _network = network;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _network.forward(input - input.mean([0], keepdim: true));
}
