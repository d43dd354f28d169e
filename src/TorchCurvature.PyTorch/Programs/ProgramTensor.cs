using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>A weight or constant of a program's file.</summary>
/// <param name="Value">A view of its storage, in the reader's dispose scope.</param>
/// <param name="RequiresGradient">What the file says.</param>
internal sealed record ProgramTensor(Tensor Value, bool RequiresGradient);
