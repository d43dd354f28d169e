using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Pickles;

/// <summary>A tensor of a pickle.</summary>
/// <param name="Value">A view of its storage, in the reader's dispose scope.</param>
/// <param name="Storage">The storage's name in the archive: two tensors of one storage share memory.</param>
/// <param name="RequiresGradient">What the file says.</param>
internal sealed record PickledTensor(Tensor Value, string Storage, bool RequiresGradient);
