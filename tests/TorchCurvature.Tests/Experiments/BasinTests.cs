using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments;
using TorchCurvature.Experiments.Basins;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Experiments;

/// <summary>Figures 9 and 10: their shared cell, and the verdicts on made-up numbers.</summary>
public sealed class BasinTests : IDisposable
{
    private static readonly BasinCell _small = new(
        Images: false, TrainSamples: 30, TestSamples: 30, RecordSamples: 12, LargeBatch: 15, SmallBatch: 5, Records: 2, StepsBetween: 3,
        LearningRate: 0.1, Seed: 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheRecordsCoverBothPhasesAndTheLineMeetsTheirEnds()
    {
        BasinResult result;
        using (LiveTensors live = new())
        {
            result = (_small with { RecordSamples = 30 }).Compute(_ => { }, TestContext.Current.CancellationToken);
        }

        Assert.Equal([0, 3, 6, 9, 12], result.Records.Select(r => r.Step));
        Assert.Equal([1, 1, 1, 2, 2], result.Records.Select(r => r.Phase));
        Assert.Equal(31, result.Train.Points.Count);
        (int Record, double Position)[] ends = [(2, 0), (4, 1)];
        Assert.All(ends, end =>
        {
            (RiskRecord record, PathPoint train, PathPoint test) =
                (result.Records[end.Record], At(result.Train, end.Position), At(result.Test, end.Position));
            Assert.Equal(record.Train.Loss, train.Risk.Loss, 1e-5);
            Assert.Equal(record.Test.Accuracy, test.Risk.Accuracy);
        });
        Assert.Equal(At(result.Test, 1).Risk.Accuracy!.Value - At(result.Test, 0).Risk.Accuracy!.Value, result.GainAtTheEnds.Mean, 1e-12);
        Assert.Equal(result.Records[4].Test.Accuracy!.Value - result.Records[2].Test.Accuracy!.Value, result.GainTowardsTheEnd.Mean, 1e-12);
        Assert.NotEqual(result.Records[2].Train.Loss, result.Records[4].Train.Loss);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void AnInterruptedTrainingGoesOnToTheSameNumbers(int records)
    {
        BasinResult whole = _small.Compute(_ => { }, TestContext.Current.CancellationToken);
        BasinCell kept = _small with { StateFolder = _folder["states"] };
        using var stop = new CancellationTokenSource();
        int seen = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => kept.Compute(
            _ =>
            {
                if (++seen == records)
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        Assert.Single(Directory.GetFiles(_folder["states"]));

        var looks = new List<string>();
        BasinResult resumed = kept.Compute(looks.Add, TestContext.Current.CancellationToken);
        Assert.Equal(5 - records, looks.Count(text => text.StartsWith("step", StringComparison.Ordinal)));
        Assert.Equal(whole.Records, resumed.Records);
        Assert.Equal(whole.Train.Points, resumed.Train.Points);
        Assert.Equal((whole.GainTowardsTheEnd, whole.GainAtTheEnds), (resumed.GainTowardsTheEnd, resumed.GainAtTheEnds));
        // Until its result is kept, nothing is thrown away.
        Assert.Single(Directory.GetFiles(_folder["states"]));
        kept.Forget();
        Assert.Empty(Directory.GetFiles(_folder["states"]));
    }

    [Fact]
    public void AStateOfOtherSettingsIsNotTaken()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => (_small with { StateFolder = _folder["states"], RecordSamples = 15 }).Compute(_ => stop.Cancel(), stop.Token));
        Assert.Single(Directory.GetFiles(_folder["states"]));
        BasinResult resumed = (_small with { StateFolder = _folder["states"] }).Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(_small.Compute(_ => { }, TestContext.Current.CancellationToken).Records, resumed.Records);
    }

    [Fact]
    public void BothFiguresShareOneTraining()
    {
        Assert.Equal(0, Run("figure9").Reused);
        Assert.Equal(1, Run("figure10").Reused);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.state", SearchOption.AllDirectories));
        Assert.StartsWith("# Figure 10: ", File.ReadAllText(Path.Combine(_folder["figure10"], "README.md")), StringComparison.Ordinal);

        ExperimentContext Run(string name)
        {
            ExperimentContext context = Context(Preset.Smoke);
            PaperExperiments.All.Single(e => e.Name == name)
                .Run(context, RunDirectory.Open(_folder[name], overwrite: false), TestContext.Current.CancellationToken);
            return context;
        }
    }

    [Fact]
    public void TheCellReadsRealImages()
    {
        string folder = RealDataTests.FolderOf(Cifar10.Source);
        var cell = new BasinCell(
            Images: true, TrainSamples: 40, TestSamples: 20, RecordSamples: 20, LargeBatch: 20, SmallBatch: 10, Records: 1, StepsBetween: 1,
            LearningRate: 0.1, Seed: 0)
        {
            DataFolder = folder,
        };
        BasinResult result = cell.Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.InRange(result.Records[0].Train.Loss, 2.2, 2.4); // log 10 before training
    }

    [Theory]
    [InlineData(0.5, Outcome.Holds)]
    [InlineData(0.05, Outcome.DoesNotHold)] // the large batch's own losses rise by 0.1
    public void AJumpIsMoreThanWhatTheLargeBatchDoesByItself(double rise, Outcome expected)
    {
        IReadOnlyList<Verdict> verdicts = BasinClaims.OfTraining([Made(rise: rise)]);
        Assert.Equal(expected, verdicts[0].Outcome);
        Assert.Equal(expected, verdicts[1].Outcome);
        Assert.Contains("0.100", verdicts[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void SeedsThatDisagreeOnTheJumpDoNotDecide() =>
        Assert.Equal(Outcome.NotDecided, BasinClaims.OfTraining([Made(rise: 0.5), Made(rise: 0.05)])[0].Outcome);

    [Theory]
    [InlineData(0.01, Outcome.Holds)]
    [InlineData(0.005, Outcome.NotDecided)]
    [InlineData(-0.005, Outcome.NotDecided)]
    [InlineData(-0.01, Outcome.DoesNotHold)]
    public void AGainCountsBeyondTwoStandardErrors(double gain, Outcome expected)
    {
        BasinResult run = Made(gain: new PairedDifference(gain, 0.004));
        Assert.Equal(expected, BasinClaims.OfTraining([run])[2].Outcome);
        Assert.Equal(expected, BasinClaims.OfLine([run])[3].Outcome);
    }

    [Fact]
    public void SeedsThatDifferMakeTheGainLessCertain()
    {
        PairedDifference pooled = PairedDifference.Pool([new PairedDifference(0.01, 0.003), new PairedDifference(0.03, 0.003)]);
        Assert.Equal(0.02, pooled.Mean, 1e-12);
        Assert.Equal(Math.Sqrt((0.003 * 0.003) + (0.0002 / 2)), pooled.StandardError, 1e-12);
    }

    [Theory]
    [InlineData(0, 0.01, 0.2, Outcome.Holds)]
    [InlineData(0.015, 0.01, 0.2, Outcome.Holds)]
    [InlineData(0.1, 0.01, 0.9, Outcome.DoesNotHold)]
    [InlineData(0.1, 0.01, 0.4, Outcome.NotDecided)] // bent, but below the higher end
    public void ABarrierIsMoreThanTwoErrorsAboveTheInterpolationAndAboveBothEnds(
        double height, double error, double middle, Outcome expected) => Assert.Equal(
        expected,
        BasinClaims.OfLine([Made(barrier: new LossBarrier(height, error, 0.5), middle: middle)])[0].Outcome);

    [Theory]
    [InlineData(5, 2, Outcome.Holds, Outcome.Holds)]
    [InlineData(2, 5, Outcome.Holds, Outcome.DoesNotHold)]
    [InlineData(double.PositiveInfinity, 2, Outcome.Holds, Outcome.Holds)]
    [InlineData(double.PositiveInfinity, double.NaN, Outcome.Holds, Outcome.NotDecided)]
    [InlineData(5, 0.1, Outcome.DoesNotHold, Outcome.Holds)]
    [InlineData(5, 0.51, Outcome.NotDecided, Outcome.Holds)]
    public void WallsRiseBeyondBothEnds(double left, double right, Outcome walls, Outcome steeper)
    {
        IReadOnlyList<Verdict> verdicts = BasinClaims.OfLine([Made(left: left, right: right)]);
        Assert.Equal((walls, steeper), (verdicts[1].Outcome, verdicts[2].Outcome));
    }

    // Ten records of each phase; the large batch's loss falls, and rises once by 0.1; at the switch it is 0.3. Loss at the ends of the line
    // is 0.3 and 0.5.
    private static BasinResult Made(
        double rise = 0, PairedDifference? gain = null, LossBarrier? barrier = null, double middle = 0.2, double left = 2, double right = 2)
    {
        double[] large = [2.3, 2, 1.5, 1, 0.9, 0.8, 0.7, 0.6, 0.7, 0.5, 0.3];
        double[] losses = [.. large, 0.3 + rise, .. Enumerable.Repeat(0.25, 9)];
        RiskRecord[] records = [.. losses.Select((loss, i) => new RiskRecord(i, i <= 10 ? 1 : 2, Risk(loss), Risk(loss)))];
        LossBarrier height = barrier ?? new LossBarrier(0, 0, 0);
        PathPoint[] points = [Point(-1, left), Point(0, 0.3), Point(0.5, middle), Point(1, 0.5), Point(2, right)];
        var profile = new PathProfile(points, height, height);
        return new BasinResult(records, gain ?? new PairedDifference(0, 0), gain ?? new PairedDifference(0, 0), profile, profile);

        static RiskEvaluation Risk(double loss) => new(loss, 1 - loss, null, 100);
        static PathPoint Point(double position, double loss) => new(position, new MeasuredRisk(loss, 0.01, 0.5, 0.05), null);
    }

    private static PathPoint At(PathProfile profile, double position) => profile.Points.Single(p => p.Position == position);

    private ExperimentContext Context(Preset preset) =>
        new(preset, seeds: 1, workers: 1, _folder["cells"], new RecordedProgress<CellProgress>());
}
