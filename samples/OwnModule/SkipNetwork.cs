using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnModule;

/// <summary>A network that is no chain of layers: what goes in also goes past the hidden layer.</summary>
internal sealed class SkipNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear _hidden = nn.Linear(6, 6);
    private readonly Linear _output = nn.Linear(6, 3);

    public SkipNetwork()
        : base(nameof(SkipNetwork)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = nn.functional.gelu(_hidden.forward(input));
        return _output.forward(input + hidden).MoveToOuterDisposeScope();
    }
}
