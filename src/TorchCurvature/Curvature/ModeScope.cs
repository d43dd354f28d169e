using TorchCurvature.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchCurvature.Curvature;

/// <summary>
/// Puts a module and its parts in the mode in which its loss is looked at, and back, part by part, when disposed. In training mode batch
/// normalization writes to its stored statistics at every pass; what was written is put back too.
/// </summary>
internal readonly struct ModeScope : IDisposable
{
    private readonly (Module Module, bool Training)[] _before;
    private readonly (Tensor Buffer, Tensor Value)[] _buffers;

    public ModeScope(Module module, ModelMode mode)
    {
        _before = [.. module.modules().Prepend(module).Select(m => (m, m.training))];
        bool isTraining = mode == ModelMode.Training;
        module.train(isTraining);
        using IDisposable noGradient = no_grad();
        _buffers = isTraining ? [.. module.buffers().Select(b => (b, b.clone().DetachFromDisposeScope()))] : [];
    }

    public void Dispose()
    {
        using (no_grad())
        {
            foreach ((Tensor buffer, Tensor value) in _buffers)
            {
                buffer.copy_(value);
                value.Dispose();
            }
        }

        // Setting a module sets its parts too, so parts come after the whole.
        foreach ((Module module, bool training) in _before)
        {
            module.train(training);
        }
    }
}
