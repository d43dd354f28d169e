using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>What a program says of a tensor of its graph.</summary>
/// <param name="DType">Its type; null for one that is not known here.</param>
/// <param name="Sizes">The size along each dimension.</param>
internal sealed record DeclaredTensor(ScalarType? DType, IReadOnlyList<DeclaredSize> Sizes);
