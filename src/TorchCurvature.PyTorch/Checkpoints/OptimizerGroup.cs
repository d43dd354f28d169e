namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>What an optimizer of PyTorch's does with a group of parameters. What its kind has not is null.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="WeightDecay">The weight decay.</param>
/// <param name="Beta1">Adam's decay of the mean of gradients.</param>
/// <param name="Beta2">Adam's decay of the mean of squared gradients.</param>
/// <param name="Epsilon">What Adam adds to the root of the second moment.</param>
/// <param name="Momentum">The momentum of SGD.</param>
/// <param name="Dampening">1 − the weight of a new gradient in the momentum of SGD.</param>
/// <param name="IsNesterov">Whether the momentum of SGD is Nesterov's.</param>
/// <param name="IsAmsGrad">Whether Adam divides by the largest second moment so far.</param>
/// <param name="IsDecoupled">Whether the weight decay is AdamW's; null where the file does not say, as before torch 2.7.</param>
public sealed record OptimizerGroup(
    double? LearningRate,
    double? WeightDecay,
    double? Beta1,
    double? Beta2,
    double? Epsilon,
    double? Momentum,
    double? Dampening,
    bool? IsNesterov,
    bool? IsAmsGrad,
    bool? IsDecoupled);
