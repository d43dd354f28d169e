using TorchCurvature.Curvature;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Interrupts a training once something was recorded at a step.</summary>
/// <param name="step">The step.</param>
/// <param name="source">Cancels the run.</param>
internal sealed class CancelAtRecord(long step, CancellationTokenSource source) : ITrainObserver
{
    public void Begin(TrainResults before)
    {
    }

    public void Add(RiskRecord record)
    {
        if (record.Step == step)
        {
            source.Cancel();
        }
    }

    public void Add(LargestEigenvalueRecord record)
    {
    }

    public void Finish(TrainResults results)
    {
    }
}
