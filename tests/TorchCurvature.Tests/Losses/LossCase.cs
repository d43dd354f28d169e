using TorchCurvature.Losses;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

/// <summary>A loss with its definition, written out anew and without regard to rounding, and targets that it reads.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Outputs">C.</param>
/// <param name="Definition">Losses [n] of outputs [n, C] and targets.</param>
/// <param name="Targets">Draws n targets.</param>
/// <param name="Mean">PyTorch's own mean over all of n outputs and targets.</param>
internal sealed record LossCase(
    Loss Loss, long Outputs, Func<Tensor, Tensor, Tensor> Definition, Func<long, Generator, Tensor> Targets,
    Func<Tensor, Tensor, Tensor> Mean);
