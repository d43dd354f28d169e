using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Operators;

public sealed class DiagonalBlockOperatorTests
{
    [Fact]
    public void ItIsTheBlockOfTheMatrix()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(7);
        Tensor square = randn([9, 9], float64, generator: generator), matrix = square + square.t();
        using var whole = new DenseOperator(matrix);
        using var block = new DiagonalBlockOperator(whole, 2, 5);
        TensorAssert.Near(matrix.narrow(0, 2, 5).narrow(1, 2, 5), block.Multiply(eye(5, dtype: float64)), 0);
    }

    [Theory]
    [InlineData(-1, 3), InlineData(0, 0), InlineData(5, 5), InlineData(9, 1)]
    public void ABlockOutsideTheMatrixIsRefused(long offset, long length)
    {
        using DisposeScope scope = NewDisposeScope();
        using var whole = new DenseOperator(eye(9, dtype: float64));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiagonalBlockOperator(whole, offset, length));
    }
}
