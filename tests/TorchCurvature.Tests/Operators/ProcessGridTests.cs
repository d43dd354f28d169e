using TorchCurvature.Operators.Distributed;

namespace TorchCurvature.Tests.Operators;

/// <summary>The arithmetic of blocks beside cards that are dealt one after the other.</summary>
public sealed class ProcessGridTests
{
    [Theory]
    [InlineData(1, 1), InlineData(1, 7), InlineData(2, 1), InlineData(3, 2), InlineData(4, 5), InlineData(5, 64)]
    public void AnAxisDealsAsOneDealsCards(int count, int block)
    {
        for (int dimension = 0; dimension <= 3 * count * block; dimension++)
        {
            List<long>[] dealt = Deal(count, block, dimension);
            for (int place = 0; place < count; place++)
            {
                var axis = new BlockCyclicAxis(count, place, block);
                Assert.Equal(dealt[place], axis.Numbers(dimension));
                Assert.Equal(dealt[place].Count, axis.OwnBelow(dimension));
                Assert.Equal(dealt[place], Enumerable.Range(0, dimension).Select(n => (long)n).Where(axis.Owns));
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1), InlineData(2, 2, 1), InlineData(4, 2, 2), InlineData(6, 3, 2), InlineData(7, 7, 1), InlineData(512, 32, 16)]
    public void AGridIsNearlySquareAndEveryRankHasAPlaceOfItsOwn(int size, int rows, int columns)
    {
        ProcessGrid[] grids = [.. Enumerable.Range(0, size).Select(rank => ProcessGrid.For(rank, size, 100_000))];
        Assert.All(grids, grid => Assert.Equal((rows, columns, 64), (grid.Rows, grid.Columns, grid.Block)));
        // Down the columns.
        (int Row, int Column)[] places =
            [.. from column in Enumerable.Range(0, columns) from row in Enumerable.Range(0, rows) select (row, column)];
        Assert.Equal(places, grids.Select(grid => (grid.Row, grid.Column)));
    }

    [Theory]
    [InlineData(4, 2), InlineData(4, 3), InlineData(4, 63), InlineData(6, 200), InlineData(3, 3)]
    public void EveryProcessHasAPart(int size, long dimension)
    {
        for (int rank = 0; rank < size; rank++)
        {
            var grid = ProcessGrid.For(rank, size, dimension);
            Assert.True(grid.RowAxis.OwnBelow(dimension) > 0 && grid.ColumnAxis.OwnBelow(dimension) > 0);
            Assert.True(long.IsPow2(grid.Block));
        }
    }

    [Fact]
    public void FewerRowsThanProcessesAreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGrid.For(rank: 0, size: 7, dimension: 6));

    private static List<long>[] Deal(int count, int block, int dimension)
    {
        List<long>[] hands = [.. Enumerable.Range(0, count).Select(_ => new List<long>())];
        for (int number = 0, place = 0, inHand = 0; number < dimension; number++)
        {
            hands[place].Add(number);
            if (++inHand == block)
            {
                (place, inHand) = ((place + 1) % count, 0);
            }
        }

        return hands;
    }
}
