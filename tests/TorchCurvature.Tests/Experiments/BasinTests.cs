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

/// <summary>Figures 9 and 10: their shared cell.</summary>
public sealed class BasinTests : IDisposable
{
    private static readonly BasinCell _small = new(
        Images: false, TrainSamples: 20, TestSamples: 20, RecordSamples: 8, LargeBatch: 10, SmallBatch: 5, Records: 2, StepsBetween: 3,
        LearningRate: 0.1, LineSamples: 20, PartsAt: [0, 6], Seed: 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheRecordsCoverBothPhasesAndTheLineMeetsTheirEnds()
    {
        BasinResult result;
        using (LiveTensors live = new())
        {
            result = (_small with { RecordSamples = 20 }).Compute(_ => { }, TestContext.Current.CancellationToken);
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
            Assert.Equal(record.Test!.Accuracy, test.Risk.Accuracy);
        });
        Assert.Equal(At(result.Test, 1).Risk.Accuracy!.Value - At(result.Test, 0).Risk.Accuracy!.Value, result.GainAtTheEnds.Mean, 1e-12);
        double gain = result.Records[4].Test!.Accuracy!.Value - result.Records[2].Test!.Accuracy!.Value;
        Assert.Equal(gain, result.GainTowardsTheEnd.Mean, 1e-12);
        Assert.NotEqual(result.Records[2].Train.Loss, result.Records[4].Train.Loss);
    }

    // Both orders go on from one point, for as many steps as the second phase has, and end elsewhere: in other places than each other, and
    // than the second phase.
    [Fact]
    public void TwoOrdersPartFromEachOfTheSteps()
    {
        BasinResult result = _small.Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.Equal([0, 6], result.Orders.Select(o => o.Step));
        double[] ends = [.. result.Orders.SelectMany(o => (double[])[LossAt(o, 0), LossAt(o, 1)]), At(result.Train, 1).Risk.Loss];
        Assert.Equal(5, ends.Distinct().Count());
        // Six steps from the start are fewer than six from the switch.
        Assert.True(ends[..2].Average() > ends[2..4].Average());
        Assert.All(result.Orders, o => Assert.Equal(11, o.Test.Points.Count));

        static double LossAt(PartedOrders orders, double position) => At(orders.Train, position).Risk.Loss;
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
        Assert.NotEmpty(Directory.GetFiles(_folder["states"]));

        var looks = new List<string>();
        BasinResult resumed = kept.Compute(looks.Add, TestContext.Current.CancellationToken);
        Assert.Equal(5 - records, looks.Count(text => text.StartsWith("step", StringComparison.Ordinal)));
        Assert.Equal(whole.Records, resumed.Records);
        Assert.Equal(whole.Train.Points, resumed.Train.Points);
        Assert.Equal((whole.GainTowardsTheEnd, whole.GainAtTheEnds), (resumed.GainTowardsTheEnd, resumed.GainAtTheEnds));
        Assert.Equal(whole.Orders.Select(o => o.Test.Points), resumed.Orders.Select(o => o.Test.Points));
        // Until its result is kept, nothing is thrown away: the last state, and the one before it.
        Assert.Equal(2, Directory.GetFiles(_folder["states"]).Length);
        kept.Forget();
        Assert.Empty(Directory.GetFiles(_folder["states"]));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    public void ADamagedStateIsSaidAndTheOneBeforeItIsTaken(int damaged, int looksLeft)
    {
        BasinResult whole = _small.Compute(_ => { }, TestContext.Current.CancellationToken);
        BasinCell kept = _small with { StateFolder = _folder["states"] };
        using var stop = new CancellationTokenSource();
        int seen = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => kept.Compute(_ => { if (++seen == 3) { stop.Cancel(); } }, stop.Token));
        foreach (string file in (string[])[.. ((string[])[kept.StateFile!, BasinCell.Former(kept.StateFile!)]).Take(damaged)])
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        var said = new List<string>();
        BasinResult resumed = kept.Compute(said.Add, TestContext.Current.CancellationToken);
        Assert.Equal(damaged, said.Count(text => text.Contains("cannot be gone on from", StringComparison.Ordinal)));
        Assert.Equal(looksLeft, said.Count(text => text.StartsWith("step", StringComparison.Ordinal)));
        Assert.Equal(whole.Records, resumed.Records);
        Assert.Equal(whole.Train.Points, resumed.Train.Points);
    }

    [Fact]
    public void AStateThatWasGoneOnFromIsNotReplacedByTheDamagedOne()
    {
        BasinCell kept = _small with { StateFolder = _folder["states"] };
        ComputeLooks(3);
        byte[] good = File.ReadAllBytes(BasinCell.Former(kept.StateFile!));
        File.WriteAllBytes(kept.StateFile!, [1, 2, 3]);
        ComputeLooks(1);
        Assert.Equal(good, File.ReadAllBytes(BasinCell.Former(kept.StateFile!)));

        void ComputeLooks(int looks)
        {
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => kept.Compute(
                text =>
                {
                    looks -= text.StartsWith("step", StringComparison.Ordinal) ? 1 : 0;
                    if (looks == 0)
                    {
                        stop.Cancel();
                    }
                },
                stop.Token));
        }
    }

    [Fact]
    public void OrdersThatAreInterruptedGoOnFromTheLastPair()
    {
        BasinResult whole = _small.Compute(_ => { }, TestContext.Current.CancellationToken);
        BasinCell kept = _small with { StateFolder = _folder["states"] };
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => kept.Compute(
            text =>
            {
                if (text == "other order from step 6")
                {
                    stop.Cancel();
                }
            },
            stop.Token));

        var said = new List<string>();
        BasinResult resumed = kept.Compute(said.Add, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["one order from step 6", "other order from step 6"],
            said.Where(text => !text.StartsWith("line", StringComparison.Ordinal)));
        Assert.Equal(whole.Orders.Select(o => o.Train.Points), resumed.Orders.Select(o => o.Train.Points));
        Assert.Equal(whole.Train.Points, resumed.Train.Points);
    }

    [Theory]
    [InlineData(0.5, 0.0, Outcome.Holds)]
    [InlineData(0.5, 0.2, Outcome.DoesNotHold)]
    [InlineData(0.0, 0.0, Outcome.DoesNotHold)]
    [InlineData(0.5, 0.02, Outcome.NotDecided)]
    [InlineData(0.02, 0.0, Outcome.NotDecided)]
    public void TheControlNeedsABarrierFromTheStartAndNoneFromTheSwitch(double fromStart, double fromSwitch, Outcome expected)
    {
        ErrorRise[] seed = [new(0, new(fromStart, 0.004)), new(50, new(0.3, 0.004)), new(100, new(fromSwitch, 0.004))];
        Assert.Equal(expected, OrderClaims.OneBasinFromTheSwitch([seed, seed]).Outcome);
    }

    [Fact]
    public void AStateOfOtherSettingsIsNotTaken()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => (_small with { StateFolder = _folder["states"], RecordSamples = 10 }).Compute(_ => stop.Cancel(), stop.Token));
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
            LearningRate: 0.1, LineSamples: 20, PartsAt: [], Seed: 0)
        {
            DataFolder = folder,
        };
        BasinResult result = cell.Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.InRange(result.Records[0].Train.Loss, 2.2, 2.4); // log 10 before training
    }

    private static PathPoint At(PathProfile profile, double position) => profile.Points.Single(p => p.Position == position);

    private ExperimentContext Context(Preset preset) =>
        new(preset, seeds: 1, workers: 1, _folder["cells"], new RecordedProgress<CellProgress>());
}
