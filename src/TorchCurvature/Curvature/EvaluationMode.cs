using static TorchSharp.torch.nn;

namespace TorchCurvature.Curvature;

/// <summary>Puts a module and its parts in evaluation mode, and back, part by part, when disposed.</summary>
internal readonly struct EvaluationMode : IDisposable
{
    private readonly (Module Module, bool Training)[] _before;

    public EvaluationMode(Module module)
    {
        _before = [.. module.modules().Prepend(module).Select(m => (m, m.training))];
        module.eval();
    }

    public void Dispose()
    {
        // Setting a module sets its parts too, so parts come after the whole.
        foreach ((Module module, bool training) in _before)
        {
            module.train(training);
        }
    }
}
