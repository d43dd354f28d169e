using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Sharing;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>
/// Descends the mean loss of all examples, or of batches of them, as an <see cref="OptimizerSpec"/> says, with a constant learning rate.
/// The same seed gives the same bits on the same machine.
/// </summary>
public sealed class Trainer
{
    private const long RecordCount = 1000;

    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly Loss _loss;
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly ParameterLayout _layout;
    private readonly SinglePrecisionGuard _guard;
    private readonly List<TrainingRecord> _history = [];
    private Moments? _moments;
    private OptimizerState _remembered = OptimizerState.Empty;
    private SharedSum? _shared;
    private long _step;

    /// <summary>Prepares a run. Refers to model and data and owns neither.</summary>
    /// <param name="model">The model that is trained in place, in training mode (dropout and batch statistics on).</param>
    /// <param name="loss">The per-example loss, whose mean is descended.</param>
    /// <param name="data">The examples; inputs in the model's precision and on its device.</param>
    /// <param name="options">Optimizer, stopping rules and seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    /// <exception cref="ArgumentException">No parameter can be trained, or model and data differ in precision.</exception>
    public Trainer(nn.Module<Tensor, Tensor> model, Loss loss, Dataset data, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_model, _loss, _data, _options) = (model, loss, data, options);
        if (!model.parameters().Any(p => p.requires_grad))
        {
            throw new ArgumentException("The model has no parameter that requires a gradient, so there is nothing to train.", nameof(data));
        }

        _layout = new ParameterLayout(model);
        _guard = new SinglePrecisionGuard(model, _layout.DType, _layout.Device);
        if (data.DType is { } dtype && dtype != _layout.DType)
        {
            throw new ArgumentException(
                $"The model is {_layout.DType}, and the data are {dtype}. Convert one of them with .to(…) or To(…).",
                nameof(data));
        }
    }

    /// <summary>The processes that compute the gradients together; null for this one alone.</summary>
    internal SharedProblem? Processes { get; init; }

    /// <summary>
    /// Where the run stands, to be saved: <see cref="TrainingState.Save(nn.Module, string, Action{BinaryWriter}?)"/>. To be asked
    /// for while <c>visit</c> is called, or after the run.
    /// </summary>
    public TrainingState State => new(_step, [.. _history], _moments?.Copy() ?? _remembered);

    /// <summary>Trains until a stopping rule holds.</summary>
    /// <param name="progress">Receives every recorded moment.</param>
    /// <param name="visit">Called before every step, and once at the end, with the number of steps taken; it may look at the model and must
    /// not change it.</param>
    /// <param name="cancellation">Ends the run after the present step; the result says so.</param>
    /// <exception cref="TrainingDivergedException">The loss or its gradient is infinite or undefined; the model has the parameters that
    /// gave it.</exception>
    public TrainingResult Run(
        IProgress<TrainingRecord>? progress = null, Action<long>? visit = null, CancellationToken cancellation = default) =>
        Resume(TrainingState.Start, progress, visit, cancellation);

    /// <summary>
    /// Goes on where a run of the same options was: the same bits as if it had not stopped, for models without dropout, whose masks come
    /// from the native library's own generator.
    /// </summary>
    /// <param name="from">Where it was; the model has the parameters and buffers that it had there.</param>
    /// <param name="progress">Receives every recorded moment from there on.</param>
    /// <param name="visit">Called before every step, and once at the end, with the number of steps taken; it may look at the model and must
    /// not change it.</param>
    /// <param name="cancellation">Ends the run after the present step; the result says so.</param>
    /// <exception cref="TrainingDivergedException">The loss or its gradient is infinite or undefined; the model has the parameters that
    /// gave it.</exception>
    public TrainingResult Resume(
        TrainingState from, IProgress<TrainingRecord>? progress = null, Action<long>? visit = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (Processes is not null)
        {
            SharedProblem.RequireTrainable(_model);
        }

        using var moments = new Moments(_options.Optimizer, _layout, from.Optimizer);
        bool wasTraining = _model.training;
        _model.train();
        using IDisposable kernels = _guard.Enter();
        _history.Clear();
        _history.AddRange(from.History.Where(r => r.Step < from.Step));
        (_step, _moments) = (from.Step, moments);
        try
        {
            return _options.Optimizer.ExamplesPerStep is null
                ? Descend(progress, visit, cancellation)
                : DescendByBatches(progress, visit, cancellation);
        }
        finally
        {
            _model.train(wasTraining);
            (_remembered, _moments) = (moments.Copy(), null);
        }
    }

    private TrainingResult Descend(IProgress<TrainingRecord>? progress, Action<long>? visit, CancellationToken cancellation)
    {
        // In pieces, so that the activations of a large data set need not fit at once.
        using Batches pieces = _data.Batches();
        for (; ; _step++)
        {
            using DisposeScope scope = NewDisposeScope();
            (double loss, Tensor[] gradient) = GradientOver(pieces);
            double norm = Norm(gradient);
            StoppingReason? reason = ReasonToStop(norm, cancellation);
            Record(new TrainingRecord(_step, loss, norm), reason is not null, progress);
            visit?.Invoke(_step);
            if (reason is { } found)
            {
                return new TrainingResult(found, _step, [.. _history]);
            }

            _moments!.Step(gradient);
        }
    }

    private TrainingResult DescendByBatches(IProgress<TrainingRecord>? progress, Action<long>? visit, CancellationToken cancellation)
    {
        long batchSize = _options.Optimizer.ExamplesPerStep!.Value;
        using Batches pieces = _data.Batches();
        using var generator = new Generator((ulong)_options.Seed, _data.Device);
        // A run that goes on within a pass draws the orders up to that pass's, and then takes its remaining batches.
        long start = SkipPasses(generator, batchSize);
        for (; ; start = 0)
        {
            using DisposeScope passScope = NewDisposeScope();
            bool looks = start == 0 && MustLookAtWhole(cancellation);
            if (looks && LookAtWhole(pieces, progress, cancellation) is { } found)
            {
                visit?.Invoke(_step);
                return new TrainingResult(found, _step, [.. _history]);
            }

            Tensor order = DrawOrder(generator);
            bool MayStep() => _step < _options.MaxSteps && !cancellation.IsCancellationRequested;
            for (long first = start; first < _data.Count && MayStep(); first += batchSize, _step++)
            {
                using DisposeScope scope = NewDisposeScope();
                visit?.Invoke(_step);
                Tensor chosen = order.narrow(0, first, Math.Min(batchSize, _data.Count - first));
                using Batch batch = _data.Select(chosen);
                (double loss, Tensor[] gradient) = GradientOver([batch], isAskedOnce: true);
                if (_options.StopOn == StoppingGradient.Batch && Norm(gradient) < _options.StopGradientNorm)
                {
                    if (first > 0 || !looks)
                    {
                        LookAtWhole(pieces, progress, cancellation);
                    }

                    return new TrainingResult(StoppingReason.GradientNorm, _step, [.. _history]);
                }

                if (first > 0 || !looks)
                {
                    Record(new TrainingRecord(_step, loss, gradientNorm: null), mustKeep: false, progress);
                }

                _moments!.Step(gradient);
            }
        }
    }

    // The first example, in the order of its pass, that the next step takes.
    private long SkipPasses(Generator generator, long batchSize)
    {
        long stepsInPass = (_data.Count + batchSize - 1) / batchSize;
        for (long pass = 0; pass < _step / stepsInPass; pass++)
        {
            DrawOrder(generator).Dispose();
        }

        return _step % stepsInPass * batchSize;
    }

    private Tensor DrawOrder(Generator generator) => _options.Optimizer.OrderOfExamples == ExampleOrder.Cyclic
        ? HeldScalars.Range(0, _data.Count, _data.Device)
        : randperm(_data.Count, generator: generator, device: _data.Device);

    private bool StopsOnWhole => _options.StopGradientNorm > 0 && _options.StopOn == StoppingGradient.Full;

    // Without a gradient norm to stop at, a pass over all examples between the first moment and the last would only cost time.
    private bool MustLookAtWhole(CancellationToken cancellation) =>
        StopsOnWhole || _step == 0 || _step >= _options.MaxSteps || cancellation.IsCancellationRequested;

    private StoppingReason? LookAtWhole(Batches pieces, IProgress<TrainingRecord>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        (double loss, Tensor[] gradient) = GradientOver(pieces);
        double norm = Norm(gradient);
        Record(new TrainingRecord(_step, loss, norm), mustKeep: true, progress);
        return ReasonToStop(StopsOnWhole ? norm : double.PositiveInfinity, cancellation);
    }

    private DescentGradient GradientOver(IReadOnlyList<Batch> batches, bool isAskedOnce = false)
    {
        DescentGradient gradient = Processes is null ? GradientAlone(batches) : SumOver(batches, isAskedOnce).Ask(new DescentQuestion());
        return gradient with { Loss = gradient.Loss + AddWeightDecay(gradient.Parts) };
    }

    private DescentGradient GradientAlone(IReadOnlyList<Batch> batches)
    {
        var sum = new BatchSum(batches);
        double weight = LossTerms.RequireWeight(sum.Total(batch => LossTerms.WeightOf(_loss, batch.Targets)), sum.ExampleCount);
        return DescentGradient.Over(_model, _layout, _loss, sum, weight);
    }

    // The pieces of all examples are asked at every step, and are the same ones.
    private SharedSum SumOver(IReadOnlyList<Batch> batches, bool isAskedOnce)
    {
        if (_shared is null || _shared.Batches != batches)
        {
            SharedSum sum = Processes!.Over(_model, _loss, batches, ModelMode.Evaluation, isAskedOnce);
            LossTerms.RequireWeight(sum.Counts.TotalWeight, sum.Counts.Examples);
            if (isAskedOnce)
            {
                return sum;
            }

            _shared = sum;
        }

        return _shared;
    }

    // Adds λw to the gradient, and gives ½λ‖w‖².
    private double AddWeightDecay(Tensor[] gradient)
    {
        if (_options.WeightDecay == 0)
        {
            return 0;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double squares = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i].AddScaledInPlace(_layout.Parameters[i], _options.WeightDecay);
            squares += _layout.Parameters[i].Squared().sum(ScalarType.Float64).item<double>();
        }

        return 0.5 * _options.WeightDecay * squares;
    }

    private static double Norm(Tensor[] gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        return stack([.. gradient.Select(g => g.norm())]).to(ScalarType.Float64).norm().item<double>();
    }

    private StoppingReason? ReasonToStop(double norm, CancellationToken cancellation) =>
        norm < _options.StopGradientNorm ? StoppingReason.GradientNorm
        : _step >= _options.MaxSteps ? StoppingReason.StepLimit
        : cancellation.IsCancellationRequested ? StoppingReason.Cancelled
        : null;

    private void Record(TrainingRecord record, bool mustKeep, IProgress<TrainingRecord>? progress)
    {
        if (!double.IsFinite(record.Loss) || record.GradientNorm is { } norm && !double.IsFinite(norm))
        {
            throw new TrainingDivergedException(record.Step, record.Loss, _options.Optimizer.LearningRate);
        }

        if (mustKeep || record.Step < 10 || record.Step % Math.Max(1, _options.MaxSteps / RecordCount) == 0)
        {
            _history.Add(record);
            progress?.Report(record);
        }
    }
}
