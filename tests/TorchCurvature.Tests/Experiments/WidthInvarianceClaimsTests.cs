using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class WidthInvarianceClaimsTests
{
    private static readonly int[] s_widths = [5, 8, 14, 24, 40];
    private static readonly double[] s_noise = [-1, -0.5, 0, 0.5, 1];

    // One factor for all eigenvalues does not count; a power does.
    [Theory]
    [InlineData(0, Outcome.Holds)]
    [InlineData(0.9, Outcome.DoesNotHold)]
    [InlineData(0.258, Outcome.NotDecided)]
    public void TheRightEdgeKeepsItsShapeUpToAFactor(double power, Outcome expected)
    {
        WidthRow row = Row((width, seed) =>
        {
            double bend = width == 40 ? power * (1 + (0.1 * s_noise[seed])) : 0;
            return [.. Enumerable.Range(1, 40).Select(k => 3.0 / width * Math.Pow(k, -1 - bend))];
        });
        Assert.Equal(expected, WidthInvarianceClaims.RightEdgeKeepsItsShape(row).Outcome);
    }

    [Theory]
    [InlineData(1, Outcome.Holds)]
    [InlineData(-1, Outcome.DoesNotHold)]
    [InlineData(0, Outcome.NotDecided)]
    public void TheLeftEdgeShiftsWithTheNumberOfNegatives(int direction, Outcome expected)
    {
        // More than a figure shows, so that all that is shown is negative.
        Judgement judgement = WidthInvarianceClaims.LeftEdgeShifts(Row(
            (_, _) => [-2, -1], (width, seed) => 100 + (direction * width) + ((seed + width) % 3)));
        Assert.Equal(expected, judgement.Outcome);
        Assert.NotNull(judgement.Level);
    }

    [Theory]
    [InlineData(1.02, Outcome.Holds)]
    [InlineData(1.1, Outcome.NotDecided)]
    [InlineData(1.6, Outcome.DoesNotHold)]
    public void TheShareOfNegativesIsFixedWithinATenth(double growth, Outcome expected)
    {
        Judgement judgement = WidthInvarianceClaims.NegativeShareIsFixed(Row(
            (_, _) => [-1], (width, seed) => (int)(1000 * width * (width == 40 ? growth : 1) * (1 + (0.01 * s_noise[seed])))));
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(growth, judgement.Value!.Value, 0.005);
    }

    // Curves that differ from one by something that falls, stays or rises with the width.
    [Theory]
    [InlineData(-1, Outcome.Holds)]
    [InlineData(1, Outcome.DoesNotHold)]
    public void LeftEdgesConvergeWhereNeighboursComeNearer(double rate, Outcome expected)
    {
        WidthRow row = Row((width, seed) => Bent(0.02 * Math.Pow(width, rate) * (1 + (0.02 * s_noise[seed]))));
        Judgement judgement = WidthInvarianceClaims.LeftEdgesConverge(row);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(Math.Sign(rate), Math.Sign(judgement.Value!.Value));
    }

    [Fact]
    public void LeftEdgesThatDifferAtRandomSayNothing()
    {
        var random = new Random(2);
        Judgement judgement = WidthInvarianceClaims.LeftEdgesConverge(Row((_, _) => Bent(0.1 * random.NextDouble())));
        Assert.Equal(Outcome.NotDecided, judgement.Outcome);
    }

    [Theory]
    [InlineData(Outcome.Holds, Outcome.Holds, Outcome.Holds, Outcome.Holds)]
    [InlineData(Outcome.Holds, Outcome.NotDecided, Outcome.Holds, Outcome.NotDecided)]
    [InlineData(Outcome.Holds, Outcome.NotDecided, Outcome.DoesNotHold, Outcome.DoesNotHold)]
    public void TheBulkIsScaledWhereAllPartsHold(Outcome one, Outcome other, Outcome third, Outcome expected)
    {
        Judgement judgement = WidthInvarianceClaims.BulkIsScaled([new(one, ""), new(other, ""), new(third, "")]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(new[] { one, other, third }.Count(o => o == Outcome.Holds), judgement.Value);
    }

    [Theory]
    [InlineData(25, Outcome.Holds)]
    [InlineData(24, Outcome.DoesNotHold)]
    public void OneNetworkThatDidNotStopIsEnough(int stopped, Outcome expected) =>
        Assert.Equal(expected, WidthInvarianceClaims.AllStopped(stopped, 25, 1e-3).Outcome);

    private static WidthRow Row(Func<int, int, double[]> curve, Func<int, int, int>? negatives = null) => new(
    [
        .. from width in s_widths
           from seed in Enumerable.Range(0, s_noise.Length)
           let values = curve(width, seed)
           let places = Enumerable.Range(0, values.Length).Select(i => 0.001 * i).ToArray()
           select new NetworkCurve(
               width, 20_000 * width, seed, negatives?.Invoke(width, seed) ?? values.Count(v => v < 0), places, values),
    ]);

    private static double[] Bent(double share) =>
        [.. Enumerable.Range(0, 50).Select(i => -Math.Pow((50.0 - i) / 50, 1 + share)), .. Enumerable.Repeat(0.0, 20)];
}
