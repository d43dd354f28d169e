using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Operators;

public sealed class DenseOperatorTests
{
    [Fact]
    public void ProductsAreThoseOfTheMatrixAndTheOperatorKeepsItAlive()
    {
        using LiveTensors live = new();
        using Tensor matrix = tensor(new double[,] { { 2, -1 }, { -1, 3 } }), block = tensor(new double[,] { { 1, 0, 1 }, { 0, 1, 2 } });
        using var dense = new DenseOperator(matrix);
        matrix.Dispose();
        using Tensor product = dense.Multiply(block);
        Assert.Equal([2, -1, 0, -1, 3, 5], product.data<double>().ToArray());
        Assert.Equal((2, ScalarType.Float64), (dense.Dimension, dense.DType));
    }

    [Fact]
    public void MatricesThatAreNotSquareOrNotRealAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Expect(ones([2, 3]), "is square; this one is [2, 3]");
        Expect(ones(4), "is square; this one is [4]");
        Expect(ones([2, 2], int64), "must be float32 or float64, and is Int64");
    }

    /// <summary>One entry, on either side of the diagonal and of the edges of the tiles that the check works in.</summary>
    [Theory]
    [InlineData(
        1, 0), InlineData(0, 1), InlineData(255, 256), InlineData(256, 255), InlineData(599, 3), InlineData(3, 599), InlineData(300, 300)]
    public void OneEntryThatBreaksSymmetryIsFound(long row, long column)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = eye(600, dtype: float64);
        matrix[row, column] = row == column ? double.NaN : 1e-300;
        Expect(matrix, "not symmetric to the last bit");
    }

    private static void Expect(Tensor matrix, string complaint) =>
        Assert.Contains(
            complaint, Assert.Throws<ArgumentException>(nameof(matrix), () => new DenseOperator(matrix)).Message, StringComparison.Ordinal);
}
