using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class PathClaimsTests
{
    [Theory]
    [InlineData(0.5, 1, Outcome.Holds)]
    [InlineData(-0.1, 1, Outcome.NotDecided)]
    [InlineData(-0.1, 5, Outcome.DoesNotHold)]
    public void AJumpIsLargerThanWhatTheLargeBatchDoes(double jump, int runs, Outcome expected)
    {
        Judgement judgement = PathClaims.JumpAtTheSwitch([.. Enumerable.Repeat(Run(jump), runs)]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(jump, judgement.Value!.Value, 1e-9);
    }

    // Fifty looks at the large batch, of which 40 have a whole window behind them before the switch; one in ten rises by as much.
    [Fact]
    public void AJumpThatTheLargeBatchShowsAsWellDecidesNothing()
    {
        TwoPhaseRun run = Run(0.1, wobble: 0.2);
        Judgement judgement = PathClaims.JumpAtTheSwitch([run]);
        Assert.Equal(Outcome.NotDecided, judgement.Outcome);
        Assert.True(judgement.Level > 0.05);
    }

    [Theory]
    [InlineData(0.012, Outcome.Holds)]
    [InlineData(0.005, Outcome.NotDecided)]
    [InlineData(-0.005, Outcome.NotDecided)]
    [InlineData(-0.012, Outcome.DoesNotHold)]
    public void TheBetterSolutionIsMoreThanStudentsErrorsBetter(double gain, Outcome expected)
    {
        Judgement judgement = PathClaims.SmallBatchIsBetter("at the end", [.. Enumerable.Repeat(new PairedDifference(gain, 0.004), 5)]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(100 * gain, judgement.Value!.Value, 1e-9);
        // Student's with four degrees of freedom.
        Assert.Equal(100 * (gain - (2.776445 * 0.004)), judgement.Lower!.Value, 1e-4);
    }

    [Fact]
    public void OneTrainingDoesNotDecideWhichIsBetter() =>
        Assert.Equal(Outcome.NotDecided, PathClaims.SmallBatchIsBetter("at the end", [new PairedDifference(0.5, 0.001)]).Outcome);

    [Fact]
    public void SeedsThatDifferMakeTheGainLessCertain()
    {
        PairedDifference[] gains = [new(0.01, 0.003), new(0.03, 0.003)];
        PairedDifference pooled = PairedDifference.Pool(gains);
        Assert.Equal(0.02, pooled.Mean, 1e-12);
        Assert.Equal(Math.Sqrt((0.003 * 0.003) + (0.0002 / 2)), pooled.StandardError, 1e-12);
        Assert.Equal(2 - (100 * 12.706205 * pooled.StandardError), PathClaims.SmallBatchIsBetter("", gains).Lower!.Value, 1e-5);
    }

    [Fact]
    public void ABentLineBelowItsHigherEndDecidesNothing() =>
        Assert.Equal(Outcome.NotDecided, PathClaims.NoBarrier([Line(alpha => 1 + Math.Sqrt(Math.Clamp(alpha, 0, 1)))]).Outcome);

    [Fact]
    public void ALossThatIsNotFiniteIsAWallAndABarrier()
    {
        SolutionLine wall = Line(alpha => alpha < -0.5 ? double.NaN : 1 + Math.Max(0, alpha - 1));
        Assert.Equal(Outcome.Holds, PathClaims.LargeBatchIsSharper([wall]).Outcome);
        Assert.Equal(Outcome.Holds, PathClaims.NoBarrier([Line(alpha => alpha < -0.5 ? double.NaN : 1 - (alpha * (1 - alpha)))]).Outcome);
        Assert.Equal(
            Outcome.DoesNotHold, PathClaims.NoBarrier([Line(alpha => alpha is > 0.4 and < 0.6 ? double.PositiveInfinity : 1)]).Outcome);
    }

    [Theory]
    [InlineData(-0.5, Outcome.Holds)]
    [InlineData(0.01, Outcome.NotDecided)]
    [InlineData(0.5, Outcome.DoesNotHold)]
    public void ABarrierIsAboveTheLineBetweenTheEnds(double height, Outcome expected) => Assert.Equal(
        expected, PathClaims.NoBarrier([Line(alpha => 1 + (0.3 * alpha) + (4 * height * alpha * (1 - alpha)))]).Outcome);

    [Fact]
    public void OneSeedWithABarrierIsEnough() => Assert.Equal(
        Outcome.DoesNotHold,
        PathClaims.NoBarrier([Line(_ => 1), Line(alpha => 1 + (2 * alpha * (1 - alpha)))]).Outcome);

    [Theory]
    [InlineData(2, 1, Outcome.Holds)]
    [InlineData(1, 1, Outcome.NotDecided)]
    [InlineData(1, 2, Outcome.DoesNotHold)]
    [InlineData(2, -1, Outcome.NotDecided)]
    public void WallsAreSteeperWhereTheLossRisesMore(double beyondLarge, double beyondSmall, Outcome expected)
    {
        Judgement judgement = PathClaims.LargeBatchIsSharper(
            [Line(alpha => 1 + (beyondLarge * Math.Max(0, -alpha)) + (beyondSmall * Math.Max(0, alpha - 1)))]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(beyondLarge - beyondSmall, judgement.Value!.Value, 1e-9);
    }

    private static SolutionLine Line(Func<double, double> loss) => new(
    [
        .. from i in Enumerable.Range(-10, 31)
           let alpha = i / 10.0
           select new LinePoint(alpha, loss(alpha), 0.01),
    ]);

    private static TwoPhaseRun Run(double jump, double wobble = 0)
    {
        IEnumerable<double> large = Enumerable.Range(0, 50).Select(i => 2 - (0.01 * i) + (i % 10 == 5 ? wobble : 0));
        double end = 2 - 0.49;
        IEnumerable<double> small = Enumerable.Range(0, 50).Select(_ => end + jump);
        return new TwoPhaseRun(
        [
            .. large.Select(loss => new TrainingLook(1, loss, 1 - (0.1 * loss), loss, 1 - (0.1 * loss))),
            .. small.Select(loss => new TrainingLook(2, loss, 1 - (0.1 * loss), loss, 1 - (0.1 * loss))),
        ]);
    }
}
