using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

public sealed class PermutationTestTests
{
    // Of 4! orders, the true one alone has the largest correlation; of the (3!)² of two rows of three, one does.
    [Theory]
    [InlineData(4, 1, 1 / 24.0)]
    [InlineData(3, 2, 1 / 36.0)]
    [InlineData(3, 1, 1 / 6.0)]
    public void TheLevelIsTheShareOfOrdersThatGiveAsMuch(int count, int rows, double expected)
    {
        double[] x = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        double level = PermutationTest.LevelOfRiseWithin(x, [.. Enumerable.Repeat(x, rows)]);
        Assert.InRange(level, 0.7 * expected, 1.3 * expected);
    }

    [Fact]
    public void ALevelIsNeverZero()
    {
        double[] up = [.. Enumerable.Range(0, 30).Select(i => (double)i)], squares = [.. up.Select(x => x * x)];
        Assert.InRange(PermutationTest.LevelOfRise(up, squares), 1e-9, 1e-3);
    }

    // Rows that lie apart: within each of them y falls, over all of them it rises.
    [Fact]
    public void RowsAreShuffledForThemselves() =>
        Assert.True(PermutationTest.LevelOfRiseWithin([1, 2, 3, 4], [[4, 3, 2, 1], [40, 30, 20, 10]]) > 0.99);

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
