using System.Diagnostics;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The looks at the Hessian between the first step and the last. One is taken when the next step comes: where none does, it would be of the
/// final point, which is looked at anyway.
/// </summary>
internal sealed class TrainingLooks(
    SpectrumSpec spec, SpectrumOutcome outcome, Func<nn.Module<Tensor, Tensor>, Point> makePoint, ISpectrumObserver observer)
{
    private readonly IReadOnlySet<long> _steps = spec.Track is { } count
        ? TrackedSpectrum.LogarithmicSteps(count, Math.Max(1, spec.Training.MaxSteps))
        : new HashSet<long>();

    private bool _hasBegun;
    private long _dueStep;
    private nn.Module<Tensor, Tensor>? _due;

    /// <summary>Begins with a look at the first point that was taken already.</summary>
    public void Begin(TrackedSpectrum first)
    {
        outcome.Add(first);
        _hasBegun = true;
    }

    /// <summary>Notes that a step comes.</summary>
    /// <param name="step">Steps taken before it.</param>
    /// <param name="copy">
    /// Copies the network as it is now, in the precision of the looks: into one network for all of them, which is used by none but this
    /// until the next step comes.
    /// </param>
    /// <param name="cancellation">Stops a look.</param>
    public void Visit(long step, Func<nn.Module<Tensor, Tensor>> copy, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested || (_due is not null && step == _dueStep))
        {
            return;
        }

        TakeDue(cancellation);
        if (step == 0 ? !_hasBegun : _steps.Contains(step))
        {
            (_dueStep, _due) = (step, copy());
        }
    }

    private void TakeDue(CancellationToken cancellation)
    {
        if (_due is not { } model)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        observer.LookingAt(_dueStep);
        _due = null;
        using Point point = makePoint(model);
        outcome.Add(TrackStudy.At(_dueStep, point, cancellation));
        outcome.AddTime("track", Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
