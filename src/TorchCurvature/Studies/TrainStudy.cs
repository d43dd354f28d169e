using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Settings;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// Trains the network of a problem in phases, records loss and accuracy on the way, and follows the largest eigenvalues of the Hessian.
/// In a folder it keeps what it needs to go on to the same bits, and leaves the trained network and a manifest.
/// </summary>
public sealed class TrainStudy : IDisposable
{
    /// <summary>Name of the file of what an interrupted run needs to go on.</summary>
    public const string CheckpointName = "checkpoint.dat";

    /// <summary>Name of the one before it, which is taken where the last one is damaged.</summary>
    internal const string FormerCheckpointName = "checkpoint-before.dat";

    /// <summary>Both.</summary>
    internal static IReadOnlyList<string> CheckpointNames { get; } = [CheckpointName, FormerCheckpointName];

    private readonly Problem _problem;
    private readonly Device _device;
    private readonly JsonObject _options;
    private readonly DateTimeOffset _started = DateTimeOffset.Now;
    private readonly Dataset _train;
    private readonly Dataset? _test;
    private readonly TrainingWatch _watch;
    private readonly long _parameters;
    private readonly ExampleCounts _examples;
    private TrainingState _from = TrainingState.Start;
    private PhasedTrainer? _trainer;
    private TrainingResult? _training;
    private double _seconds;

    /// <summary>Prepares a study, with a network as the seed draws it.</summary>
    /// <param name="problem">The problem of <paramref name="spec"/>; referred to, not owned.</param>
    /// <param name="spec">What to do.</param>
    /// <param name="device">Where to compute; null for the CPU.</param>
    /// <param name="options">
    /// What the manifest says was asked for, such as the options of a command line, and what a run that goes on has to be asked for again;
    /// null for the values of <paramref name="spec"/>.
    /// </param>
    /// <exception cref="ArgumentException">The problem is another one's.</exception>
    /// <exception cref="SettingException">The Hessian is to be followed on a subset that the data do not have.</exception>
    public TrainStudy(Problem problem, TrainSpec spec, Device? device = null, JsonObject? options = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(spec);
        if (problem.Spec != spec.Problem)
        {
            throw new ArgumentException("The problem was not made from the specification of the study.", nameof(problem));
        }

        (_problem, _device, Spec, _options) = (problem, device ?? CPU, spec, options ?? spec.ToJson());
        ScalarType dtype = spec.TrainingPrecision.ScalarType;
        _train = problem.Train.To(dtype, _device);
        _test = problem.Test?.To(dtype, _device);
        Model = problem.CreateModel(spec.TrainingPrecision, _device);
        try
        {
            _watch = new TrainingWatch(spec, problem, Model, _train, _test);
            _parameters = new ParameterLayout(Model).Dimension;
            _examples = new ExampleCounts(_train.Count, _test?.Count);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>What it does.</summary>
    public TrainSpec Spec { get; }

    /// <summary>The network, which <see cref="Run"/> trains; the study's.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>What has to be known of what <see cref="GoOn"/> found; null where there is nothing.</summary>
    internal string? Remark { get; private set; }

    /// <summary>What was recorded so far.</summary>
    public TrainResults Results => new(
        Spec,
        [.. _watch.Records],
        [.. _watch.LargestEigenvalues],
        _from.Step > 0 ? _from.Step : null,
        _training,
        _seconds)
    {
        Files = _problem.Files,
        Parameters = _parameters,
        Examples = _examples,
    };

    /// <summary>
    /// Bytes that the training takes at its peak beside what is there; the graphs of a followed Hessian come where there is room.
    /// </summary>
    public double PassBytes()
    {
        // Looks at all examples take pieces as large as those of full batches.
        using Batches batches = _train.Batches(Spec.Phases.Max(p => Math.Max(p.BatchSize ?? 0, Batches.EvaluationSize)));
        return new ProductMemory(_problem.TrainingRisk(Model, batches)).GradientBytes;
    }

    /// <summary>What <see cref="Run"/> takes at most.</summary>
    internal RunEstimate Estimate(Calibration calibration)
    {
        using var kept = new KeptRandomness();
        return TrainEstimate.Of(_problem, Spec, Model, _train, _test, _watch.FollowedRisk, PassBytes(), calibration);
    }

    /// <summary>Takes up an interrupted run where its folder keeps what that needs; to be called before <see cref="Run"/>.</summary>
    /// <param name="directory">The folder of the interrupted run.</param>
    /// <returns>Whether there was something to go on from; otherwise <see cref="Run"/> begins.</returns>
    /// <exception cref="SettingException">It was asked for something else.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another version.</exception>
    public bool GoOn(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!TrainCheckpoint.IsIn(directory))
        {
            return false;
        }

        _from = TrainCheckpoint.Load(directory, Model, _options, _watch, _device, out string? remark);
        Remark = remark;
        return true;
    }

    /// <summary>Trains. A folder gets a manifest at once, the state now and then, and in the end the network and the manifest.</summary>
    /// <param name="directory">The run's folder; null keeps nothing.</param>
    /// <param name="observer">Told of what is recorded.</param>
    /// <param name="progress">Told of the training's own moments.</param>
    /// <param name="cancellation">Ends the run after the present step, with all that it needs to go on.</param>
    /// <returns>All that was recorded.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; <see cref="Results"/> has what was recorded.</exception>
    /// <exception cref="TrainingDivergedException">The loss is infinite or undefined; likewise.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public TrainResults Run(
        RunDirectory? directory = null,
        ITrainObserver? observer = null,
        IProgress<TrainingRecord>? progress = null,
        CancellationToken cancellation = default)
    {
        directory?.Subject = Spec.Problem.Title;
        WriteManifest(directory, RunStatus.Unfinished);
        observer?.Begin(Results);
        try
        {
            Train(directory, observer, progress, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or TrainingDivergedException)
        {
            WriteManifest(directory, e is OperationCanceledException ? RunStatus.Interrupted : RunStatus.Failed);
            observer?.Finish(Results);
            throw;
        }

        Finish(directory, observer);
        return Results;
    }

    /// <summary>Releases the network and the study's copies of the data.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        Release();
    }

    // The network first: tables and pictures can be made again from less.
    private void Finish(RunDirectory? directory, ITrainObserver? observer)
    {
        try
        {
            directory?.Write(RunFiles.FinalModel, file => ModelFile.Save(Model, file));
            observer?.Finish(Results);
            WriteManifest(directory, RunStatus.Finished);
        }
        catch (Exception e) when (directory is not null && e is IOException or UnauthorizedAccessException)
        {
            // Whoever makes room goes on from here.
            directory!.TryWrite(CheckpointName, () => Keep(directory));
            directory.TryWrite(RunDirectory.UnfinishedManifestName, () => WriteManifest(directory, RunStatus.Failed));
            throw;
        }

        foreach (string name in directory is null ? [] : CheckpointNames)
        {
            directory!.Delete(name);
        }
    }

    private void Keep(RunDirectory directory) => TrainCheckpoint.Save(directory, _trainer!.State, Model, _options, _watch);

    private void Release()
    {
        Model.Dispose();
        _train.Dispose();
        _test?.Dispose();
    }

    private void WriteManifest(RunDirectory? directory, RunStatus status)
    {
        if (directory is not null)
        {
            TrainManifest.Of(Results, status, _options, _started).Write(directory);
        }
    }

    private void Train(
        RunDirectory? directory, ITrainObserver? observer, IProgress<TrainingRecord>? progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        _trainer = new PhasedTrainer(Model, _problem.Loss, _train, Spec.Phases, Spec.Descent) { Processes = _problem.Processes };
        _training = _trainer.Run(progress, step => Visit(step, isEnd: false), _from, cancellation);
        Visit(_training.Steps, isEnd: true);
        _seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        // What is kept at a step comes before the look at it, which the run that goes on repeats.
        void Visit(long step, bool isEnd)
        {
            bool isDue = !isEnd && Spec.KeepEvery is { } every && step % every == 0 && step > _from.Step;
            if (cancellation.IsCancellationRequested)
            {
                KeepIfAnywhere();
                cancellation.ThrowIfCancellationRequested();
            }
            else if (isDue)
            {
                // The one before it stays where there is no room for a new one, and so does the training.
                directory?.TryWrite(CheckpointName, () => Keep(directory));
            }

            try
            {
                _watch.LookAt(step, isEnd, observer, cancellation);
            }
            catch (OperationCanceledException)
            {
                KeepIfAnywhere();
                throw;
            }
        }

        void KeepIfAnywhere()
        {
            if (directory is not null)
            {
                Keep(directory);
            }
        }
    }
}
