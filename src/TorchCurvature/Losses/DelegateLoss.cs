using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>A loss that is a function of the caller's.</summary>
internal sealed class DelegateLoss(string name, Func<Tensor, Tensor, Tensor> exampleLosses) : DifferentiatedLoss
{
    public override string Name => name;

    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets) => exampleLosses(outputs, targets);
}
