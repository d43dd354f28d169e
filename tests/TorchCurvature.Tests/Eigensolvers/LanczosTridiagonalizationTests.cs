using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

public sealed class LanczosTridiagonalizationTests
{
    [Fact]
    public void FullDepthTridiagonalizationReconstructsTheMatrix()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using DenseOperator a = Dense(PrescribedSpectra.Draw("indefinite", 60, 1), seed: 1);
        using LanczosTridiagonalization lanczos = LanczosTridiagonalization.Compute(a, Start(60), 60);
        Tensor v = lanczos.Basis(), t = diag(tensor([.. lanczos.Diagonal])) + diag(tensor([.. lanczos.OffDiagonal]), 1)
            + diag(tensor([.. lanczos.OffDiagonal]), -1);
        TensorAssert.Near(eye(60, dtype: float64), v.t().mm(v), 1e-14);
        TensorAssert.Near(a.Matrix, v.mm(t).mm(v.t()), 60 * 50 * 1e-15);
        Assert.True(lanczos.IsInvariant);
    }

    /// <summary>With three different eigenvalues the Krylov space has three dimensions, whatever is asked for.</summary>
    [Fact]
    public void AnInvariantSpaceEndsTheRecurrence()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using PrescribedOperator a = new([.. Enumerable.Range(0, 300).Select(i => (double)(i % 3))], seed: 2);
        using LanczosTridiagonalization lanczos = LanczosTridiagonalization.Compute(a, Start(300), 50);
        GaussQuadrature quadrature = lanczos.Quadrature();
        Assert.True(quadrature.IsExact);
        Assert.Equal([0, 1, 2], quadrature.Nodes.Select(x => Math.Round(x, 12)));
        Assert.Equal(3, a.Products);
    }

    /// <summary>v'f(A)v for every polynomial of degree 2m − 1, and not for the next one.</summary>
    [Fact]
    public void TheQuadratureIsExactForPolynomialsUpToItsDegree()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] eigenvalues = [.. Enumerable.Range(0, 40).Select(i => Math.Cos(i))];
        using DenseOperator a = Dense(eigenvalues, seed: 3);
        Tensor v = Start(40), power = v;
        v /= v.norm();
        using LanczosTridiagonalization lanczos = LanczosTridiagonalization.Compute(a, v, 5);
        GaussQuadrature quadrature = lanczos.Quadrature();
        Assert.Equal(5, quadrature.Nodes.Count);
        power = v;
        for (int degree = 0; degree <= 10; degree++)
        {
            double expected = v.dot(power).item<double>();
            double actual = quadrature.Nodes.Zip(quadrature.Weights, (x, w) => w * Math.Pow(x, degree)).Sum();
            Assert.Equal(degree < 10, Math.Abs(expected - actual) < 1e-13);
            power = a.Matrix.mv(power);
        }
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(17), InlineData(150)]
    public void NodesAndWeightsAreEigenvaluesAndSquaredFirstComponents(int size)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new Random(size);
        double[] diagonal = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() - 0.5)],
            beside = [.. Enumerable.Range(1, size - 1).Select(i => i % 7 == 0 ? 0 : random.NextDouble())];
        Tensor t = diag(tensor(diagonal));
        if (size > 1)
        {
            t += diag(tensor(beside), 1) + diag(tensor(beside), -1);
        }

        (Tensor values, Tensor vectors) = linalg.eigh(t);
        GaussQuadrature quadrature = GaussQuadrature.FromTridiagonal(diagonal, beside);
        TensorAssert.Near(values, tensor([.. quadrature.Nodes]), 1e-13);
        TensorAssert.Near(vectors[0].square(), tensor([.. quadrature.Weights]), 1e-12);
        Assert.Equal(1, quadrature.Weights.Sum(), 1e-13);
    }

    [Fact]
    public void TheErrorOfTheCumulativeDistributionIsBounded()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] eigenvalues = [.. Enumerable.Range(0, 200).Select(i => i < 100 ? 0 : Math.Sin(i))];
        using DenseOperator a = Dense(eigenvalues, seed: 4);
        Tensor v = Start(200);
        v /= v.norm();
        (Tensor values, Tensor vectors) = linalg.eigh(a.Matrix);
        double[] truth = [.. values.data<double>()], mass = [.. vectors.t().mv(v).square().data<double>()];
        using LanczosTridiagonalization lanczos = LanczosTridiagonalization.Compute(a, v, 20);
        GaussQuadrature quadrature = lanczos.Quadrature();
        int off = 0;
        foreach (double x in Enumerable.Range(0, 400).Select(i => -1.0012 + (0.005 * i)))
        {
            double error = Math.Abs(quadrature.Cumulative(x) - truth.Zip(mass).Where(p => p.First <= x).Sum(p => p.Second));
            Assert.InRange(error, 0, quadrature.CumulativeError(x) + 1e-12);
            off += error > 0.1 * quadrature.CumulativeError(x) ? 1 : 0;
        }

        Assert.True(off > 40, "The bound is so wide that it says nothing.");
    }

    [Fact]
    public void StartsAndProductsThatMakeNoSenseAreRefused()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using PrescribedOperator a = new([3, 2, 1, 0], seed: 1), undefined = new([3, 2, 1, 0], seed: 1) { UndefinedFrom = 2 };
        Assert.Throws<ArgumentException>("start", () => LanczosTridiagonalization.Compute(a, zeros(4, float64), 2));
        Assert.Throws<ArgumentException>("start", () => LanczosTridiagonalization.Compute(a, ones(5, float64), 2));
        Assert.Throws<ArgumentException>("a", () => LanczosTridiagonalization.Compute(undefined, Start(4), 3));
        Assert.Throws<OperationCanceledException>(
            () => LanczosTridiagonalization.Compute(a, Start(4), 3, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>("offDiagonal", () => GaussQuadrature.FromTridiagonal([1, 2], []));
        Assert.Throws<ArithmeticException>(() => GaussQuadrature.FromTridiagonal([1, double.NaN, 2], [1, 1]));
    }

    private static Tensor Start(long size)
    {
        using Generator generator = new(77);
        return randn(size, float64, generator: generator);
    }

    private static DenseOperator Dense(double[] eigenvalues, uint seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using PrescribedOperator a = new(eigenvalues, seed);
        Tensor matrix = a.Multiply(eye(eigenvalues.Length, dtype: float64));
        return new DenseOperator(0.5 * (matrix + matrix.t()));
    }
}
