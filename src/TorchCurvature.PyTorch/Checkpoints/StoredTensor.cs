using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>A tensor of a file, before it is part of a <see cref="StateDict"/>.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Value">The numbers, in the reader's dispose scope.</param>
/// <param name="IsOptional">Whether a network that has no such tensor can do without it.</param>
internal sealed record StoredTensor(string Name, Tensor Value, bool IsOptional = false);
