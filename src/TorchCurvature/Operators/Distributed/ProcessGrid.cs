namespace TorchCurvature.Operators.Distributed;

/// <summary>
/// Processes as a grid, of which each holds the part of a square matrix whose rows go to its row of the grid and whose columns to its
/// column, both in blocks that go round (ScaLAPACK's block-cyclic layout, beginning at place 0).
/// </summary>
/// <param name="Rows">Rows of the grid.</param>
/// <param name="Columns">Columns of the grid.</param>
/// <param name="Row">The row of this process, from 0.</param>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Block">Rows and columns of the matrix in a block.</param>
internal sealed record ProcessGrid(int Rows, int Columns, int Row, int Column, long Block)
{
    // Both solvers are fastest about there.
    private const long LargestBlock = 64;

    /// <summary>How rows of the matrix are dealt out.</summary>
    public BlockCyclicAxis RowAxis => new(Rows, Row, Block);

    /// <summary>How its columns are.</summary>
    public BlockCyclicAxis ColumnAxis => new(Columns, Column, Block);

    /// <summary>
    /// The grid for so many processes, as close to a square as their number allows and with more rows than columns (ELPA's own choice).
    /// Ranks go down the columns. Blocks are powers of two, small enough that every process has a part.
    /// </summary>
    /// <param name="rank">The process, from 0.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="dimension">Rows of the matrix.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more rows of the grid than of the matrix.</exception>
    public static ProcessGrid For(int rank, int size, long dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, size);
        int columns = (int)Math.Sqrt(size);
        while (size % columns != 0)
        {
            columns--;
        }

        int rows = size / columns;
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, rows);
        long block = LargestBlock;
        while (block * rows > dimension)
        {
            block /= 2;
        }

        return new ProcessGrid(rows, columns, rank % rows, rank / rows, block);
    }
}
