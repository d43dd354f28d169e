using TorchCurvature.Curvature;
using TorchCurvature.Experiments.Basins;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;

namespace TorchCurvature.Tests.Experiments;

/// <summary>The verdicts of figures 9 and 10 on made-up runs.</summary>
public sealed class BasinClaimsTests
{
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
    public void AJumpOnOneDataSetAloneDoesNotDecide()
    {
        BasinResult jump = Made(rise: 0.5), none = Made(rise: 0.05);
        BasinResult train = Mixed(jump, none), test = Mixed(none, jump);
        Assert.All([train, test], run => Assert.All(
            BasinClaims.OfTraining([run]).Take(2), verdict => Assert.Equal(Outcome.NotDecided, verdict.Outcome)));

        static BasinResult Mixed(BasinResult train, BasinResult test) => train with
        {
            Records = [.. train.Records.Zip(test.Records, (a, b) => new RiskRecord(a.Step, a.Phase, a.Train, b.Test))],
        };
    }

    [Fact]
    public void BarrierAndWallsAreThoseOfTheTrainingData()
    {
        BasinResult free = Made(), blocked = Made(barrier: new LossBarrier(1, 0.01, 0.5), middle: 1, left: 0, right: 0);
        Assert.Equal(
            [Outcome.Holds, Outcome.Holds], BasinClaims.OfLine([free with { Test = blocked.Train }]).Take(2).Select(v => v.Outcome));
        Assert.Equal(
            [Outcome.DoesNotHold, Outcome.DoesNotHold],
            BasinClaims.OfLine([blocked with { Test = free.Train }]).Take(2).Select(v => v.Outcome));
    }

    [Fact]
    public void OneSeedWithAHumpOrWithoutAWallRefutes()
    {
        BasinResult free = Made(), blocked = Made(barrier: new LossBarrier(1, 0.01, 0.5), middle: 1, left: 0);
        IReadOnlyList<Verdict> verdicts = BasinClaims.OfLine([free, blocked, free]);
        Assert.Equal([Outcome.DoesNotHold, Outcome.DoesNotHold], verdicts.Take(2).Select(v => v.Outcome));
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
}
