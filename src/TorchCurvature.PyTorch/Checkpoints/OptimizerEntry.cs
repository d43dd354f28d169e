using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>What an optimizer keeps of a parameter. All tensors are shaped like it, and belong to the checkpoint.</summary>
/// <param name="Group">How the parameter is trained.</param>
/// <param name="Step">How many steps were taken; null where nothing is kept.</param>
/// <param name="FirstMoment">Adam's mean of gradients, <c>exp_avg</c>.</param>
/// <param name="SecondMoment">Adam's mean of squared gradients, <c>exp_avg_sq</c>, without correction for its start at 0.</param>
/// <param name="LargestSecondMoment">The largest of these so far, <c>max_exp_avg_sq</c>, where Adam is AMSGrad.</param>
/// <param name="MomentumBuffer">The momentum of SGD, <c>momentum_buffer</c>.</param>
public sealed record OptimizerEntry(
    OptimizerGroup Group,
    double? Step,
    Tensor? FirstMoment,
    Tensor? SecondMoment,
    Tensor? LargestSecondMoment,
    Tensor? MomentumBuffer)
{
    internal IEnumerable<Tensor> Tensors =>
        new[] { FirstMoment, SecondMoment, LargestSecondMoment, MomentumBuffer }.OfType<Tensor>();
}
