using TorchCurvature.Data;
using TorchCurvature.Training;
using TorchSharp.Modules;

namespace TorchCurvature.Experiments.Networks;

/// <summary>What a network is trained on, from where and how, with the cross-entropy loss.</summary>
/// <param name="Data">Makes the data, which the caller owns.</param>
/// <param name="Network">Makes the network for them, which the caller owns.</param>
/// <param name="Training">How it is trained.</param>
internal sealed record ProblemSpec(Func<TrainTestSplit> Data, Func<TrainTestSplit, Sequential> Network, TrainingOptions Training);
