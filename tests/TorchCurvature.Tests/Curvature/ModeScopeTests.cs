using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.PyTorch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Evaluation and training mode, of plain and of scripted networks, and that both are put back.</summary>
public sealed class ModeScopeTests
{
    /// <summary>One batch of all examples, as PyTorch differentiated it in training mode.</summary>
    [Fact]
    public void TrainingModeHasTheHessianOfBatchStatistics()
    {
        using var truth = new PyTorchTruth("bn_saved_in_train_mode", mode: ModelMode.Training);
        Tensor[] before = [.. truth.Model.buffers().Select(b => b.clone())];
        Assert.Equal(truth.Number("train_mode_loss"), truth.Risk.Evaluate().Loss, 1e-13);
        double[] expected = truth.Numbers("train_mode_hessian_eigenvalues");
        using (DenseOperator matrix = truth.Risk.Hessian().Exact())
        {
            double allowed = 1e-12 * expected.Max(Math.Abs);
            Assert.All(
                expected.Zip(DenseEigensolver.Values(matrix).Values.Order()), pair => Assert.Equal(pair.First, pair.Second, allowed));
        }

        Assert.True(Math.Abs(expected.Max() - truth.Number("hessian_largest")) > 1e-3);
        Assert.All(before.Zip(truth.Model.buffers()), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.True(truth.Model.training);
        Array.ForEach(before, b => b.Dispose());
    }

    /// <summary>Kept graphs refer to statistics that are put back, and would be differentiated at overwritten numbers.</summary>
    [Fact]
    public void ProductsInTrainingModeAreTheSameTwice()
    {
        using DisposeScope scope = NewDisposeScope();
        using var truth = new PyTorchTruth("bn_saved_in_train_mode", mode: ModelMode.Training);
        using var hessian = new HessianOperator(truth.Risk, keptGraphs: 1);
        Tensor vector = ones([truth.Risk.Dimension, 1], ScalarType.Float64);
        TensorAssert.SameBits(hessian.Multiply(vector), hessian.Multiply(vector));
    }

    /// <summary>The loss that training sees depends on how the data are cut, and that of evaluation does not.</summary>
    [Fact]
    public void BatchesArePartOfTheLossInTrainingModeAlone()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = Normalized();
        using var generator = new Generator(5);
        Tensor x = randn([9, 4], ScalarType.Float64, generator: generator), y = arange(9, ScalarType.Int64).remainder(3);
        using Batch all = new(x.alias(), y.alias()), first = all.Piece(0, 5), last = all.Piece(5, 4);
        double Loss(ModelMode mode, params Batch[] batches) =>
            new EmpiricalRisk(network, new CrossEntropy(), batches, mode: mode).Evaluate(withGradient: false).Loss;
        Assert.Equal(Loss(ModelMode.Evaluation, all), Loss(ModelMode.Evaluation, first, last), 1e-14);
        Assert.True(Math.Abs(Loss(ModelMode.Training, all) - Loss(ModelMode.Training, first, last)) > 1e-3);
        Assert.True(Math.Abs(Loss(ModelMode.Training, all) - Loss(ModelMode.Evaluation, all)) > 1e-3);
    }

    /// <summary>A part that was in another mode than the whole is so again.</summary>
    [Theory]
    [InlineData(ModelMode.Evaluation)]
    [InlineData(ModelMode.Training)]
    public void EveryPartIsPutBack(ModelMode mode)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = Normalized();
        network.train();
        nn.Module[] parts = [.. network.children()];
        parts[1].eval();
        Tensor[] before = [.. network.buffers().Select(b => b.clone())];
        using (new ModeScope(network, mode))
        {
            Assert.All(parts.Prepend(network), part => Assert.Equal(mode == ModelMode.Training, part.training));
            network.forward(randn([6, 4], ScalarType.Float64));
        }

        Assert.Equal([true, true, false, true], parts.Prepend(network).Select(part => part.training));
        Assert.All(before.Zip(network.buffers()), pair => TensorAssert.SameBits(pair.First, pair.Second));
    }

    private static Sequential Normalized() => Networks.Randomize(
        nn.Sequential(
            nn.Linear(4, 3, dtype: ScalarType.Float64), nn.BatchNorm1d(3, dtype: ScalarType.Float64),
            nn.Linear(3, 3, dtype: ScalarType.Float64)),
        seed: 3);
}
