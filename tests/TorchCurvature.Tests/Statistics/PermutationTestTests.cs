using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

public sealed class PermutationTestTests
{
    // Of 4! orders, the true one alone has the largest number; of 5!, two do.
    [Theory]
    [InlineData(4, false, 1 / 24.0)]
    [InlineData(5, true, 2 / 120.0)]
    public void TheLevelIsTheShareOfOrdersThatGiveAsMuch(int count, bool isEvenInDirection, double expected)
    {
        double level = PermutationTest.Level(count, order =>
        {
            double rise = Enumerable.Range(0, count).Sum(i => (double)i * order[i]);
            double fall = Enumerable.Range(0, count).Sum(i => (double)(count - 1 - i) * order[i]);
            return isEvenInDirection ? Math.Max(rise, fall) : rise;
        });
        Assert.InRange(level, 0.6 * expected, 1.4 * expected);
    }

    [Fact]
    public void ALevelIsNeverZeroAndOneWhereNothingDiffers()
    {
        double[] up = [.. Enumerable.Range(0, 30).Select(i => (double)i)], squares = [.. up.Select(x => x * x)];
        Assert.InRange(PermutationTest.LevelOfRise(up, squares), 1e-9, 1e-3);
        Assert.Equal(1, PermutationTest.Level(6, _ => 3.25));
    }

    [Fact]
    public void AFallIsNoRise()
    {
        double[] up = [1, 2, 3, 4, 5, 6, 7], down = [.. up.Reverse()];
        Assert.InRange(PermutationTest.LevelOfRise(up, down), 0.99, 1);
        Assert.InRange(PermutationTest.LevelOfRise(up, up), 0, 0.01);
    }

    // Where there is nothing to find, a level of 10 % or less comes up in 10 % of all cases.
    [Fact]
    public void LevelsAreHonest()
    {
        var random = new Random(5);
        int small = Enumerable.Range(0, 200).Count(_ =>
        {
            return PermutationTest.LevelOfRise(Drawn(), Drawn()) <= 0.1;
        });
        Assert.InRange(small, 8, 34);

        double[] Drawn() => [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble())];
    }
}
