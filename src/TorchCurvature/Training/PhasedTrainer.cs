using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchCurvature.Sharing;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>
/// One run of several phases that differ in their batch size and in nothing else: large batches, then small ones, with one learning rate.
/// Steps are counted through, and what the optimizer remembers goes from phase to phase. A run of one phase is that of
/// <see cref="Trainer"/>, to the bit.
/// </summary>
public sealed class PhasedTrainer
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly Loss _loss;
    private readonly Dataset _data;
    private readonly TrainingOptions[] _phases;
    private readonly long[] _starts;
    private readonly List<TrainingRecord> _history = [];
    private Trainer? _trainer;
    private int _phase;

    /// <summary>Prepares a run. Refers to model and data and owns neither.</summary>
    /// <param name="model">The model that is trained in place, in training mode (dropout and batch statistics on).</param>
    /// <param name="loss">The per-example loss, whose mean is descended.</param>
    /// <param name="data">The examples; inputs in the model's precision and on its device.</param>
    /// <param name="phases">The phases in order; at least one.</param>
    /// <param name="options">Optimizer, bound of the gradient norm, which ends the run in whichever phase, and seed, from which each phase
    /// derives its own; the rest is the phases'.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option or a phase makes no sense.</exception>
    /// <exception cref="ArgumentException">There is no phase.</exception>
    public PhasedTrainer(
        nn.Module<Tensor, Tensor> model, Loss loss, Dataset data, IReadOnlyList<TrainingPhase> phases, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(phases);
        ArgumentNullException.ThrowIfNull(options);
        if (phases.Count == 0)
        {
            throw new ArgumentException("A run needs at least one phase.", nameof(phases));
        }

        (_model, _loss, _data) = (model, loss, data);
        _phases = [.. phases.Select((phase, i) => options with
        {
            Optimizer = options.Optimizer.WithExamplesPerStep(phase.BatchSize),
            MaxSteps = phase.Steps,
            Seed = i == 0 ? options.Seed : SeedStream.Derive(options.Seed, $"phase {i}"),
        })];
        Array.ForEach(_phases, phase => phase.Validate());
        _starts = [.. phases.Select((_, i) => phases.Take(i).Sum(p => p.Steps))];
    }

    /// <summary>The processes that compute the gradients together; null for this one alone.</summary>
    internal SharedProblem? Processes { get; init; }

    /// <summary>
    /// Where the run stands, to be saved: <see cref="TrainingState.Save(nn.Module, string, Action{BinaryWriter}?)"/>. To be asked
    /// for while <c>visit</c> is called, or after the run.
    /// </summary>
    public TrainingState State => _trainer is { State: var state }
        ? new TrainingState(_starts[_phase] + state.Step, [.. _history, .. state.History.Select(FromPhase)], state.Optimizer)
        : TrainingState.Start;

    /// <summary>Trains through all phases, or until a stopping rule holds.</summary>
    /// <param name="progress">Receives every recorded moment.</param>
    /// <param name="visit">Called before every step, and once at the end, with the number of steps taken; it may look at the model
    /// and must not change it.</param>
    /// <param name="from">Where to go on, the model being as it was there; null begins. The same bits either way, for
    /// models without dropout.</param>
    /// <param name="cancellation">Ends the run after the present step; the result says so.</param>
    /// <exception cref="TrainingDivergedException">The loss or its gradient is infinite or undefined; the model has the
    /// parameters that gave it.</exception>
    /// <exception cref="ArgumentException">No parameter can be trained, or model and data differ in precision.</exception>
    public TrainingResult Run(
        IProgress<TrainingRecord>? progress = null, Action<long>? visit = null, TrainingState? from = null,
        CancellationToken cancellation = default)
    {
        from ??= TrainingState.Start;
        int last = _phases.Length - 1;
        OptimizerState optimizer = from.Optimizer;
        _phase = Math.Max(0, Array.FindLastIndex(_starts, start => start <= from.Step));
        _history.Clear();
        _history.AddRange(from.History.Where(r => r.Step < _starts[_phase]));
        for (; ; _phase++)
        {
            long start = _starts[_phase], steps = _phases[_phase].MaxSteps;
            bool isLast = _phase == last;
            _trainer = new Trainer(_model, _loss, _data, _phases[_phase]) { Processes = Processes };
            var state = new TrainingState(
                Math.Max(0, from.Step - start),
                [.. from.History.Where(r => r.Step >= start).Select(r => r with { Step = r.Step - start })],
                optimizer);

            // The end of a phase is the beginning of the next, which looks at it.
            bool IsLeftToNext(long step) => !isLast && step == steps;
            TrainingResult result = Resume(
                state,
                progress is null ? null : new PhaseProgress(r => { if (!IsLeftToNext(r.Step)) { progress.Report(FromPhase(r)); } }),
                visit is null ? null : step => { if (!IsLeftToNext(step)) { visit(start + step); } },
                cancellation);
            bool goesOn = !isLast && result.Reason == StoppingReason.StepLimit;
            if (!goesOn)
            {
                if (IsLeftToNext(result.Steps))
                {
                    progress?.Report(FromPhase(result.History[^1]));
                    visit?.Invoke(start + result.Steps);
                }

                return new TrainingResult(result.Reason, start + result.Steps, State.History);
            }

            _history.AddRange(result.History.Where(r => r.Step < steps).Select(FromPhase));
            optimizer = _trainer.State.Optimizer;
        }
    }

    private TrainingResult Resume(
        TrainingState state, IProgress<TrainingRecord>? progress, Action<long>? visit, CancellationToken cancellation)
    {
        try
        {
            return _trainer!.Resume(state, progress, visit, cancellation);
        }
        catch (TrainingDivergedException e) when (_starts[_phase] > 0)
        {
            throw new TrainingDivergedException(_starts[_phase] + e.Step, e.Loss, _phases[_phase].Optimizer.LearningRate);
        }
    }

    private TrainingRecord FromPhase(TrainingRecord record) => record with { Step = _starts[_phase] + record.Step };

    private sealed class PhaseProgress(Action<TrainingRecord> report) : IProgress<TrainingRecord>
    {
        public void Report(TrainingRecord value) => report(value);
    }
}
