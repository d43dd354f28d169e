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
        Judgement judgement = WidthInvarianceClaims.LeftEdgeShifts(Row((width, seed) =>
        {
            int negatives = 100 + (direction * width) + ((seed + width) % 3);
            return [.. Enumerable.Range(0, 200).Select(i => i < negatives ? -1.0 - negatives + i : 1e-15)];
        }));
        Assert.Equal(expected, judgement.Outcome);
        Assert.NotNull(judgement.Level);
    }

    [Theory]
    [InlineData(1.02, Outcome.Holds)]
    [InlineData(1.1, Outcome.NotDecided)]
    [InlineData(1.6, Outcome.DoesNotHold)]
    public void TheShareOfNegativesIsFixedWithinATenth(double growth, Outcome expected)
    {
        Judgement judgement = WidthInvarianceClaims.NegativeShareIsFixed(Row((width, seed) =>
        {
            double negatives = 1000 * (width == 40 ? growth : 1) * (1 + (0.01 * s_noise[seed]));
            return [.. Enumerable.Range(0, 2000).Select(i => i < negatives ? i - 3000.0 : 0)];
        }));
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

    private static WidthRow Row(Func<int, int, double[]> curve) => new(
    [
        .. from width in s_widths
           from seed in Enumerable.Range(0, s_noise.Length)
           let values = curve(width, seed)
           select new NetworkCurve(width, 207 * width, seed, [.. Enumerable.Range(0, values.Length).Select(i => 0.001 * i)], values),
    ]);

    private static double[] Bent(double share) =>
        [.. Enumerable.Range(0, 50).Select(i => -Math.Pow((50.0 - i) / 50, 1 + share)), .. Enumerable.Repeat(0.0, 20)];
}
