using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

public sealed class HessianOperatorTests : IDisposable
{
    private readonly Sequential _network = Networks.FullyConnected([5, 6, 3], "tanh", bias: true, seed: 1);
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _network.Dispose();
    }

    /// <summary>
    /// With D_h = (∇L(w + hv) − ∇L(w − hv)) / 2h, Richardson's (4 D_{h/2} − D_h)/3 is Hv + O(h⁴‖∇⁶L‖/480) + O(3ε‖∇L‖/h): about 1e-12 each
    /// at h = 1e-3 and unit ‖v‖, and D_h alone is no closer than h².
    /// </summary>
    [Theory]
    [InlineData("cross-entropy"), InlineData("squared-error")]
    public void ProductsAreTheDerivativeOfTheGradient(string loss)
    {
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4);
        var risk = new EmpiricalRisk(_network, Networks.LossNamed(loss), batches);
        using var hessian = new HessianOperator(risk);
        Tensor w = risk.Layout.ToVector(), v = Random(risk.Dimension, 1).flatten();
        v /= v.norm();
        Tensor extrapolated = (4 * Difference(0.5e-3) - Difference(1e-3)) / 3;
        risk.Layout.Assign(w);
        TensorAssert.Near(hessian.Multiply(v.unsqueeze(1)).squeeze(1), extrapolated, 2e-11);
        Array.ForEach(batches, b => b.Dispose());

        Tensor Difference(double h)
        {
            risk.Layout.Assign(w + h * v);
            Tensor ahead = risk.Gradient();
            risk.Layout.Assign(w - h * v);
            return (ahead - risk.Gradient()) / (2 * h);
        }
    }

    [Fact]
    public void HowTheDataAreCutDoesNotMatter()
    {
        Batch[] unequal = Networks.Batches([5], 3, seed: 2, 200, 50);
        using var whole = new Batch(cat([.. unequal.Select(b => b.Inputs)]), cat([.. unequal.Select(b => b.Targets)]));
        Batch[] single = [.. Enumerable.Range(0, 250).Select(i => new Batch(whole.Inputs.narrow(0, i, 1), whole.Targets.narrow(0, i, 1)))];
        Tensor block = Random(57, 3), expected = Product([whole]);
        double scale = expected.abs().max().item<double>();
        TensorAssert.Near(expected, Product(unequal), 1e-12 * scale);
        TensorAssert.Near(expected, Product(single), 1e-12 * scale);
        Array.ForEach<Batch>([.. unequal, .. single], b => b.Dispose());

        Tensor Product(Batch[] batches)
        {
            using var hessian = new HessianOperator(new EmpiricalRisk(_network, new CrossEntropy(), batches));
            return hessian.Multiply(block);
        }
    }

    [Fact]
    public void UnusedParametersGiveZeroRowsAndColumns()
    {
        using var tied = new TiedNetwork(5, seed: 3);
        Batch[] batches = Networks.Batches([5], 5, seed: 4, 7, 4);
        using var hessian = new HessianOperator(new EmpiricalRisk(tied, new SquaredError(), batches));
        Tensor matrix = hessian.Multiply(eye(42, dtype: float64)), used = matrix.narrow(0, 0, 30).narrow(1, 0, 30);
        Assert.Equal(matrix.count_nonzero().item<long>(), used.count_nonzero().item<long>());
        Assert.False(used.eq(0).all(1).any().item<bool>());
        TensorAssert.Near(used.t(), used, 1e-14);
        Array.ForEach(batches, b => b.Dispose());
    }

    [Fact]
    public void ALinearLossOfALinearModelHasNoCurvatureAndDoesNotEndTheProcess()
    {
        using Sequential linear = Networks.FullyConnected([5, 3], "linear", bias: false, seed: 1);
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 4);
        Loss sum = Loss.FromExampleLosses("sum", (f, _) => f.sum(1));
        using var hessian = new HessianOperator(new EmpiricalRisk(linear, sum, batches));
        TensorAssert.Near(zeros([15, 2], float64), hessian.Multiply(Random(15, 2)), 0);
        batches[0].Dispose();
    }

    [Fact]
    public void SinglePrecisionIsCloseToDouble()
    {
        using Sequential wide = MultilayerPerceptron.Create(5, [6], 3, Activation.Tanh, seed: 1);
        using Sequential narrow = MultilayerPerceptron.Create(5, [6], 3, Activation.Tanh, seed: 1, ScalarType.Float32);
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4),
            rounded = [.. batches.Select(b => new Batch(b.Inputs.to(float32), b.Targets.alias()))];
        using HessianOperator exact = new(new EmpiricalRisk(wide, new CrossEntropy(), batches)),
            single = new(new EmpiricalRisk(narrow, new CrossEntropy(), rounded));
        Tensor block = Random(57, 2), expected = exact.Multiply(block), actual = single.Multiply(block.to(float32));
        Assert.Equal(ScalarType.Float32, actual.dtype);
        TensorAssert.Near(expected, actual, 1e-5 * expected.abs().max().item<double>());
        Array.ForEach<Batch>([.. batches, .. rounded], b => b.Dispose());
    }

    /// <summary>
    /// Batches that are no multiple of 16 are what libtorch's float32 convolutions get wrong, by 1e-3 here, when
    /// they are differentiated twice.
    /// </summary>
    [Fact]
    public void SinglePrecisionIsCloseToDoubleForConvolutions()
    {
        using Sequential wide = AlexNet.Create(3, 32, 32, 4, Activation.Softplus, seed: 1),
            narrow = AlexNet.Create(3, 32, 32, 4, Activation.Softplus, seed: 1, ScalarType.Float32);
        Batch[] batches = Networks.Batches([3, 32, 32], 4, seed: 2, 25, 7),
            rounded = [.. batches.Select(b => new Batch(b.Inputs.to(float32), b.Targets.alias()))];
        using HessianOperator exact = new(new EmpiricalRisk(wide, new CrossEntropy(), batches)),
            single = new(new EmpiricalRisk(narrow, new CrossEntropy(), rounded));
        Tensor block = Random(exact.Dimension, 1);
        Assert.InRange(Networks.RelativeDifference(single.Multiply(block.to(float32)), exact.Multiply(block)), 0, 1e-4);
        Array.ForEach<Batch>([.. batches, .. rounded], b => b.Dispose());
    }

    [Fact]
    public void KeptGraphsGiveTheSameBitsAndNoticeNewParameters()
    {
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4, 2);
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), batches);
        Tensor block = Random(57, 2), point = risk.Layout.ToVector();
        using (new LiveTensors())
        {
            using HessianOperator hessian = new(risk), keeping = new(risk, keptGraphs: 2);
            using GaussNewtonOperator gaussNewton = new(risk), keepingToo = new(risk, keptGraphs: 9);
            for (int look = 0; look < 3; look++)
            {
                using Tensor moved = look * 0.1 + point;
                risk.Layout.Assign(moved);
                for (int product = 0; product < 2; product++)
                {
                    using DisposeScope scope = NewDisposeScope();
                    Assert.True(hessian.Multiply(block).eq(keeping.Multiply(block)).all().item<bool>());
                    Assert.True(gaussNewton.Multiply(block).eq(keepingToo.Multiply(block)).all().item<bool>());
                }
            }
        }

        Array.ForEach(batches, b => b.Dispose());
    }

    [Fact]
    public void ACancelledProductThrowsAndLeavesNothingAlive()
    {
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7);
        using var hessian = new HessianOperator(new EmpiricalRisk(_network, new CrossEntropy(), batches));
        using (new LiveTensors())
        {
            using Tensor block = Random(57, 2).DetachFromDisposeScope();
            Assert.Throws<OperationCanceledException>(() => hessian.Multiply(block, new CancellationToken(canceled: true)));
        }

        batches[0].Dispose();
    }

    private static Tensor Random(long rows, long columns)
    {
        using var generator = new Generator(9);
        return randn([rows, columns], float64, generator: generator);
    }
}
