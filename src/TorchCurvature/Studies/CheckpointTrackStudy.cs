using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Settings;
using TorchCurvature.Studies.Estimates;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The curvature of a loss at the checkpoints of somebody's training, one after the other: the largest eigenvalues of the Hessian, each
/// search starting from the last eigenvectors, and with Adam's second moments those of P^−½ H P^−½; trace, density and counts.
/// </summary>
public sealed class CheckpointTrackStudy : IDisposable
{
    private readonly Problem _problem;
    private readonly IModelReader _reader;
    private readonly Dataset _train;
    private readonly CheckpointWatch _watch;
    private readonly List<CheckpointCurvature> _points = [];
    private ModelFindings? _findings;
    private double _seconds;

    /// <summary>Prepares a study.</summary>
    /// <param name="problem">The problem of <paramref name="spec"/>; referred to, not owned.</param>
    /// <param name="spec">What to look at.</param>
    /// <param name="device">Where to compute; null for the CPU.</param>
    /// <param name="reader">Reads the checkpoints; null for <see cref="ModelReaders.Registered"/>.</param>
    /// <exception cref="ArgumentException">The problem is another one's.</exception>
    /// <exception cref="SettingException">The specification asks for what cannot be, or no reader is registered.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit.</exception>
    public CheckpointTrackStudy(Problem problem, CheckpointTrackSpec spec, Device? device = null, IModelReader? reader = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        if (problem.Spec != spec.Problem)
        {
            throw new ArgumentException("The problem was not made from the specification of the study.", nameof(problem));
        }

        (_problem, Spec, _reader) = (problem, spec, reader ?? ModelReaders.Registered);
        _train = problem.Train.To(spec.Precision.ScalarType, device ?? CPU);
        Model = problem.CreateModel(spec.Precision, device ?? CPU);
        try
        {
            _watch = new CheckpointWatch(spec, problem, Model, _train);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>What it looks at.</summary>
    public CheckpointTrackSpec Spec { get; }

    /// <summary>The network, with the weights of the checkpoint that was read last; the study's.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>What was found so far.</summary>
    public CheckpointTrackResults Results => new(Spec, _findings, [.. _points], _seconds) { Files = _problem.Files };

    /// <summary>Looks at all checkpoints.</summary>
    /// <param name="observer">Told of each as soon as it is found.</param>
    /// <param name="cancellation">Stops it; a checkpoint is in the results whole or not at all.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; <see cref="Results"/> has what was found.</exception>
    /// <exception cref="ArgumentException">A checkpoint holds no weights, or those of another network; likewise.</exception>
    /// <exception cref="IOException">A checkpoint cannot be opened; likewise.</exception>
    /// <exception cref="SettingException">The network cannot read the data, or its loss is random.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit.</exception>
    public CheckpointTrackResults Run(ICheckpointTrackObserver? observer = null, CancellationToken cancellation = default)
    {
        _points.Clear();
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<string> paths = CheckpointOrder.Of(Spec.Checkpoints, path => StepOf(path, cancellation));
        foreach ((int index, string path) in paths.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            observer?.LookingAt(path, index);
            CheckpointCurvature point = LookAt(path, index, observer, cancellation);
            _points.Add(point);
            _seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            observer?.Found(Results);
        }

        return Results;
    }

    /// <summary>What <see cref="Run"/> takes, from the weights of one checkpoint.</summary>
    /// <param name="observer">Told of the network.</param>
    internal RunEstimate Estimate(ICheckpointTrackObserver? observer)
    {
        string first = Spec.Checkpoints[0];
        _reader.LoadWeights(Model, first);
        using TrainingSnapshot? training = _reader.ReadTraining(Model, first);
        Begin(observer);
        return EstimateWith(training, Calibration.Careful);
    }

    private RunEstimate EstimateWith(TrainingSnapshot? training, Calibration calibration)
    {
        using var kept = new KeptRandomness();
        return _watch.Estimate(training?.SecondMoments is not null, calibration);
    }

    /// <summary>Releases the network, the study's copy of the data and the eigenvectors.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        Release();
    }

    private void Release()
    {
        Model.Dispose();
        _train.Dispose();
    }

    private long? StepOf(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using TrainingSnapshot? training = _reader.ReadTraining(Model, path);
        return training?.Step;
    }

    private CheckpointCurvature LookAt(string path, int index, ICheckpointTrackObserver? observer, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using TrainingSnapshot? training = _reader.LoadCheckpoint(Model, path);
        if (index == 0)
        {
            Begin(observer);
            observer?.Announce(EstimateWith(training, Calibration.Quick).ToString());
        }

        RiskEvaluation risk = _watch.Evaluate();
        var point = new CheckpointCurvature(path, risk, PlainValuesOf(training));
        SayWhatIsMissing(point, index, observer);
        bool isFinite = double.IsFinite(risk.Loss) && double.IsFinite(risk.GradientNorm ?? double.NaN);
        CheckpointCurvature found = isFinite ? _watch.Measure(point, index, training, cancellation) : point;
        return found with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    // Only here the network has weights that mean something.
    private void Begin(ICheckpointTrackObserver? observer)
    {
        if (Spec.Problem.Model.HasWeights)
        {
            _findings = ModelProbe.Look(_problem, Model, _train);
            observer?.Probed(_findings);
        }

        _watch.RequireRoom();
    }

    private TrainingSnapshot PlainValuesOf(TrainingSnapshot? training)
    {
        TrainingSnapshot said = training ?? new TrainingSnapshot();
        return said with { SecondMoments = null, LearningRate = Spec.LearningRate ?? said.LearningRate };
    }

    private static void SayWhatIsMissing(CheckpointCurvature point, int index, ICheckpointTrackObserver? observer)
    {
        if (index == 0 && point.TwoOverLearningRate is null)
        {
            observer?.Announce(
                $"'{point.Path}' does not say its learning rate, or not one for all parameters, so there is no line 2/learning rate: "
                    + "give it with --learning-rate.");
        }
    }
}
