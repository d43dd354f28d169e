using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Reporting;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>What is looked at during training: loss and accuracy, and the largest eigenvalues of the Hessian.</summary>
internal sealed class TrainingWatch : IDisposable
{
    private const long CurvatureBatch = 512;

    private readonly TrainOptions _options;
    private readonly Problem _problem;
    private readonly Batches _train;
    private readonly Batches _test;
    private readonly Batches? _tracked;
    private int? _keptGraphs; // found at the first look, once for all of them

    /// <param name="options">The options.</param>
    /// <param name="problem">The model that is trained, with its data as they were read.</param>
    /// <param name="train">The training data in the model's precision; referred to, not owned.</param>
    /// <param name="test">The test data likewise.</param>
    public TrainingWatch(TrainOptions options, Problem problem, Dataset train, Dataset test)
    {
        (_options, _problem) = (options, problem);
        (_train, _test) = (train.Batches(), test.Batches());
        Tracker = new SharpnessTracker(options.TrackTop, options.TrackTolerance, SeedStream.Derive(options.Seed, "lanczos"));
        _tracked = options.TrackEvery is null ? null : TrackedData(train);
    }

    public List<RiskRecord> Records { get; } = [];

    public List<SharpnessRecord> Sharpness { get; } = [];

    public SharpnessTracker Tracker { get; }

    /// <summary>Looks at what is due at a step; all of it is kept or, when cancelled, nothing.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="isEnd">The run ends here, where everything is due.</param>
    /// <param name="events">Told of what is kept.</param>
    /// <param name="cancellation">Ends the search for eigenvalues.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void LookAt(long step, bool isEnd, EventLog events, CancellationToken cancellation)
    {
        bool isRecorded = (isEnd || step % _options.RecordEvery == 0) && (Records is not [.., { Step: var recorded }] || recorded != step);
        bool isTracked = _tracked is not null && (isEnd || step % _options.TrackEvery == 0) && (Sharpness is not [.., { Step: var tracked }] || tracked != step);
        RiskRecord? record = isRecorded ? Evaluate(step) : null;
        SharpnessRecord? sharpness = isTracked ? Measure(step, cancellation) : null;
        if (record is not null)
        {
            Records.Add(record);
            Tell(events, record);
        }

        if (sharpness is not null)
        {
            Sharpness.Add(sharpness);
            Tell(events, sharpness);
        }
    }

    /// <summary>Tells of all that was kept before.</summary>
    public void Repeat(EventLog events)
    {
        Records.ForEach(r => Tell(events, r));
        Sharpness.ForEach(s => Tell(events, s));
    }

    public void Dispose()
    {
        _train.Dispose();
        _test.Dispose();
        _tracked?.Dispose();
        Tracker.Dispose();
    }

    private static void Tell(EventLog events, RiskRecord r) => events.Add(
        r.Step,
        new LoggedScalar("loss/train", r.Train.Loss),
        new LoggedScalar("loss/test", r.Test.Loss),
        new LoggedScalar("accuracy/train", r.Train.Accuracy ?? double.NaN),
        new LoggedScalar("accuracy/test", r.Test.Accuracy ?? double.NaN));

    private static void Tell(EventLog events, SharpnessRecord s) =>
        events.Add(s.Step, [.. s.Pairs.Select(p => new LoggedScalar(
            p.Index == 1 ? "sharpness/lambda_max" : $"sharpness/lambda_{p.Index}", p.Value))]);

    private Batches TrackedData(Dataset train)
    {
        if (_options.TrackSamples is not { } samples)
        {
            return Batches.ForProducts(train, CurvatureBatch);
        }

        try
        {
            using Dataset subset = train.BalancedSubset(samples, SeedStream.Derive(_options.Seed, "track"));
            return Batches.ForProducts(subset, CurvatureBatch);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--track-samples {samples}: {PlainMessage.Of(e)} Leave --track-samples out for all {train.Count}.");
        }
    }

    private RiskRecord Evaluate(long step) => new(
        step,
        1 + _options.Switches.Count(s => s < step),
        _problem.TrainingRisk(_train).Evaluate(),
        _problem.TestRisk(_test).Evaluate(withGradient: false));

    // In the precision of the training: what is followed is the function that is descended.
    private SharpnessRecord Measure(long step, CancellationToken cancellation)
    {
        var risk = _problem.TrainingRisk(_tracked!);
        _keptGraphs ??= new ProductMemory(risk).GraphsThatFit(MachineMemory.AvailableBytes / 4.0);
        using var hessian = new HessianOperator(risk, _keptGraphs.Value);
        return Tracker.Measure(step, hessian, cancellation);
    }
}
