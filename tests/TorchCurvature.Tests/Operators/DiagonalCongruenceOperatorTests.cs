using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Operators;

public sealed class DiagonalCongruenceOperatorTests
{
    private const int Dimension = 30;

    /// <summary>A product's rounding is within n·ε of the scale that is stated, also where the entries of S differ much.</summary>
    [Theory]
    [InlineData(1e-3, 1), InlineData(1, 1e4), InlineData(1e-4, 1e4)]
    public void WhatItStatesBoundsItsRoundingInSinglePrecision(double least, double most)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor square = randn([Dimension, Dimension], float32, generator: generator);
        Tensor matrix = square + square.t();
        Tensor diagonal = logspace(Math.Log10(least), Math.Log10(most), Dimension, dtype: ScalarType.Float32);
        using var inner = new DenseOperator(matrix);
        using var a = new DiagonalCongruenceOperator(inner, diagonal);
        Tensor block = randn([Dimension, 5], float32, generator: generator), product = a.Multiply(block);

        Tensor wide = diagonal.to(ScalarType.Float64).unsqueeze(1);
        Tensor exact = wide * matrix.to(ScalarType.Float64).mm(wide * block.to(ScalarType.Float64));
        double[] errors = Norms(product.to(ScalarType.Float64) - exact), lengths = Norms(block.to(ScalarType.Float64));
        double unit = Math.ScaleB(1, -23);
        Assert.All(errors.Zip(lengths), e => Assert.InRange(e.First / e.Second, 0, Dimension * unit * a.RoundingScale));
        Assert.Contains(errors, e => e > 0);
    }

    [Fact]
    public void InheritedErrorsGrowByTheSquareOfTheLargestEntry()
    {
        using DisposeScope scope = NewDisposeScope();
        using var inner = new DenseOperator(eye(3, dtype: ScalarType.Float64), inheritedError: 1e-3);
        using var a = new DiagonalCongruenceOperator(inner, tensor((double[])[0.5, 20.0, 1.0]));
        Assert.Equal(0.4, a.InheritedError, 1e-12);
    }

    [Theory]
    [InlineData(1.0, 0.0, 2.0, "from 0 to 2")]
    [InlineData(1.0, -1.0, 2.0, "from -1 to 2")]
    [InlineData(1.0, double.PositiveInfinity, 2.0, "positive and finite")]
    [InlineData(1.0, double.NaN, 2.0, "positive and finite")]
    public void ADiagonalThatIsNotPositiveIsRefused(double a, double b, double c, string complaint)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var inner = new DenseOperator(eye(3, dtype: ScalarType.Float64));
        string said = Assert.Throws<ArgumentException>("diagonal", () => new DiagonalCongruenceOperator(inner, tensor([a, b, c]))).Message;
        Assert.Contains(complaint, said, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("diagonal", () => new DiagonalCongruenceOperator(inner, ones(4, float64)));
    }

    private static double[] Norms(Tensor columns) => [.. columns.t().unbind().Select(c => c.norm().item<double>())];
}
