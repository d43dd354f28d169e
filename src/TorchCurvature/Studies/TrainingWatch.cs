using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>What is looked at during training: loss and accuracy, and the largest eigenvalues of the Hessian.</summary>
internal sealed class TrainingWatch : IDisposable
{
    private const long CurvatureBatch = 512;

    private readonly TrainSpec _spec;
    private readonly IReadOnlyList<long> _switches;
    private readonly EmpiricalRisk _trainRisk;
    private readonly EmpiricalRisk? _testRisk;
    private readonly Batches _train;
    private readonly Batches? _test;
    private readonly Batches? _followed;
    private int? _keptGraphs; // found at the first look, once for all of them

    /// <param name="spec">What is looked at, and when.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="model">Its network, which is trained.</param>
    /// <param name="train">The training data in the model's precision; referred to, not owned.</param>
    /// <param name="test">The test data likewise; null for none.</param>
    /// <exception cref="SettingException">There is no balanced subset of the size that is asked for.</exception>
    public TrainingWatch(TrainSpec spec, Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, Dataset? test)
    {
        (_spec, _switches) = (spec, spec.Switches);
        _followed = spec.FollowEvery is null ? null : FollowedExamples(train);
        (_train, _test) = (train.Batches(), test?.Batches());
        _trainRisk = problem.TrainingRisk(model, _train);
        _testRisk = _test is null ? null : problem.TestRisk(model, _test);

        // In the precision of the training: what is followed is the function that is descended.
        FollowedRisk = _followed is null ? null : problem.TrainingRisk(model, _followed);
        Tracker = new LargestEigenvalueTracker(spec.FollowTop, spec.FollowTolerance, spec.Seeds.Lanczos);
    }

    public List<RiskRecord> Records { get; } = [];

    public List<LargestEigenvalueRecord> LargestEigenvalues { get; } = [];

    public LargestEigenvalueTracker Tracker { get; }

    /// <summary>The risk whose Hessian is followed; null for none.</summary>
    public EmpiricalRisk? FollowedRisk { get; }

    /// <summary>Looks at what is due at a step; all of it is kept or, when cancelled, nothing.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="isEnd">The run ends here, where everything is due.</param>
    /// <param name="observer">Told of what is kept.</param>
    /// <param name="cancellation">Ends the search for eigenvalues.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void LookAt(long step, bool isEnd, ITrainObserver? observer, CancellationToken cancellation)
    {
        bool isRecorded = IsDue(step, isEnd, _spec.RecordEvery, Records.LastOrDefault()?.Step);
        bool isFollowed = IsDue(step, isEnd, _spec.FollowEvery, LargestEigenvalues.LastOrDefault()?.Step);
        RiskRecord? record = isRecorded ? Evaluate(step) : null;
        LargestEigenvalueRecord? largest = isFollowed ? Measure(step, cancellation) : null;
        if (record is not null)
        {
            Records.Add(record);
            observer?.Add(record);
        }

        if (largest is not null)
        {
            LargestEigenvalues.Add(largest);
            observer?.Add(largest);
        }
    }

    public void Dispose()
    {
        _train.Dispose();
        _test?.Dispose();
        _followed?.Dispose();
        Tracker.Dispose();
    }

    private static bool IsDue(long step, bool isEnd, int? every, long? last) =>
        every is { } steps && (isEnd || step % steps == 0) && last != step;

    private Batches FollowedExamples(Dataset train)
    {
        if (_spec.FollowSamples is not { } samples)
        {
            return Batches.ForProducts(train, CurvatureBatch);
        }

        try
        {
            // Labels of whole examples can be balanced, those of places and real targets cannot.
            bool canBalance = train.HasLabels && train.Labels.dim() == 1;
            using Dataset subset = canBalance
                ? train.BalancedSubset(samples, _spec.Seeds.Track)
                : train.Subset(samples, _spec.Seeds.Track);
            return Batches.ForProducts(subset, CurvatureBatch);
        }
        catch (ArgumentException e)
        {
            throw new SettingException(
                $"--track-samples {samples}: {PlainMessage.SentenceOf(e)} Leave --track-samples out for all {train.Count}.", e);
        }
    }

    private RiskRecord Evaluate(long step) => new(
        step, 1 + _switches.Count(s => s < step), _trainRisk.Evaluate(), _testRisk?.Evaluate(withGradient: false));

    private LargestEigenvalueRecord Measure(long step, CancellationToken cancellation)
    {
        _keptGraphs ??= new ProductMemory(FollowedRisk!).GraphsThatFit(MachineMemory.AvailableBytes / 4.0);
        using SymmetricOperator hessian = CurvatureMatrices.Hessian.Operator(FollowedRisk!, _keptGraphs.Value);
        return Tracker.Measure(step, hessian, cancellation);
    }
}
