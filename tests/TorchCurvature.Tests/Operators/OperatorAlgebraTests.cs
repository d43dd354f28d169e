using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Operators;

/// <summary>Sums, differences and multiples of operators, and whole matrices made of products.</summary>
public sealed class OperatorAlgebraTests
{
    [Fact]
    public void SumsDifferencesAndMultiplesAreThoseOfTheMatrices()
    {
        using LiveTensors live = new();
        using DenseOperator a = Dense([[1, 2], [2, -1]], 0.25), b = Dense([[3, 0], [0, 4]], 0.5);
        Check([[7, 2], [2, 7]], 1.25, a + (2 * b));
        Check([[-2, 2], [2, -5]], 0.75, a - b);
        Check([[-2, -4], [-4, 2]], 0.5, -2 * a);
        // Both are the caller's still.
        Check([[1, 2], [2, -1]], 0.25, a);

        static void Check(double[][] expected, double error, SymmetricOperator computed)
        {
            using DenseOperator whole = computed.ToDense();
            Assert.Equal(expected.SelectMany(row => row), whole.Matrix.data<double>().ToArray());
            // What a sum of two large terms rounds is stated, relative to the terms.
            Assert.InRange(whole.InheritedError - error, 0, 1e-13);
        }
    }

    /// <summary>H − (H − C) for a large H and a small C loses what H's rounding is, and the stated error knows.</summary>
    [Fact]
    public void WhatCancelsIsInTheStatedError()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor square = randn([30, 30], float64, generator: generator), small = eye(30, dtype: float64) * 1e-9;
        Tensor large = (square + square.t()) * 1e6;
        using DenseOperator one = new(large), other = new(large - small);
        using DenseOperator rest = (one - other).ToDense();
        double error = linalg.norm(rest.Matrix - small, 2.0).item<double>();
        Assert.True(error > 1e-12, "Nothing cancelled, and the test says nothing.");
        Assert.True(error <= rest.InheritedError, $"The error is {error:g3}, and {rest.InheritedError:g3} is stated.");
    }

    [Fact]
    public void TheMeanOfAnAsymmetricMatrixStatesWhatItTookAway()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using var lopsided = new LopsidedOperator(1500);
        using DenseOperator whole = lopsided.ToDense();
        // A = I + 0.5·e₁e₂ᵀ: the mean has 0.25 on either side, and what it took away has the Frobenius norm 0.25·√2.
        Assert.Equal(0.25, whole.Matrix[0, 1400].item<double>());
        Assert.Equal(0.25, whole.Matrix[1400, 0].item<double>());
        Assert.Equal(0.25 * Math.Sqrt(2), whole.InheritedError, 1e-15);
    }

    [Fact]
    public void WhatDoesNotFitTogetherIsRefused()
    {
        using DenseOperator two = Dense([[1, 0], [0, 1]], 0), three = Dense([[1, 0, 0], [0, 1, 0], [0, 0, 1]], 0);
        Assert.Contains("is not defined", Assert.Throws<ArgumentException>("right", () => two + three).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => double.NaN * two);
    }

    [Fact]
    public void AnUndefinedEntryAndACancellationEndTheMatrix()
    {
        using LiveTensors live = new();
        using var undefined = new LopsidedOperator(10, entry: double.NaN);
        Assert.Throws<NotFiniteNumberException>(() => undefined.ToDense());
        using var plain = new LopsidedOperator(200);
        using CancellationTokenSource stop = new();
        var progress = new RecordedProgress<double>(_ => stop.Cancel());
        Assert.Throws<OperationCanceledException>(() => plain.ToDense(progress, stop.Token));
        Assert.Equal([64 / 200.0], progress.Reports);
    }

    private static DenseOperator Dense(double[][] rows, double error)
    {
        using Tensor flat = tensor(rows.SelectMany(row => row).ToArray()), matrix = flat.reshape(rows.Length, rows.Length);
        return new DenseOperator(matrix, error);
    }
}
