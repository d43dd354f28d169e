using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature.Gram;

/// <summary>Gram matrices block by block, for vectors that memory does not hold all at once.</summary>
public sealed class GramBlockTests
{
    [Fact]
    public void BlocksOfRowsGiveWhatAllOfThemGive()
    {
        using Sequential network = Networks.FullyConnected([6, 8, 5, 3], "tanh", bias: true, seed: 1);
        Batch[] batches = Networks.Batches([6], 3, seed: 11, 4, 1, 6);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        var rows = new RowGram(risk, CurvatureMatrices.GaussNewton, 2);
        using Tensor expected = zeros([22, 22], float64);
        rows.Fill(expected, 22, null, CancellationToken.None);
        foreach (long size in (long[])[1, 5, 8, 21])
        {
            using LiveTensors live = new();
            using Tensor found = full([22, 22], double.NaN, float64);
            rows.Fill(found, size, null, CancellationToken.None);
            TensorAssert.Near(expected, found, 1e-15);
        }

        Array.ForEach(batches, b => b.Dispose());
    }

    /// <summary>
    /// Linear layers, convolutions by positions and by rows; a block may be smaller than the vectors of one term, and examples that are
    /// ignored have none.
    /// </summary>
    [Theory]
    [InlineData("MLP, tanh", "cross-entropy"), InlineData("MLP, ReLU, no bias", "ignored"), InlineData("convolutional, strides", "mse")]
    [InlineData("convolutional, max pooling", "cross-entropy")]
    public void BlocksOfExamplesGiveWhatAllOfThemGive(string network, string loss)
    {
        (nn.Module<Tensor, Tensor> model, Batch[] batches) = GramCases.Make(network);
        var risk = new EmpiricalRisk(model, GramCases.LossOf(loss), batches);
        var kind = (OutputCurvatureMatrix)CurvatureMatrices.GaussNewton;
        long vectors = GramPlan.For(risk, kind)!.Vectors, size = risk.TermCount * vectors;
        var layers = new LayerGram(FeedForwardStructure.Of(risk)!, risk, kind);
        using Tensor expected = Filled(size, progress: null);
        double scale = expected.abs().max().item<double>();
        foreach (long rows in (long[])[1, 4, 9, size - 1])
        {
            using LiveTensors live = new();
            var shares = new RecordedProgress<double>();
            using Tensor found = Filled(rows, shares);
            TensorAssert.Near(expected, found, 1e-15 * scale);
            Assert.Equal(shares.Reports.Order(), shares.Reports);
            Assert.Equal(1, shares.Reports[^1], 1e-12);
        }

        model.Dispose();
        Array.ForEach(batches, b => b.Dispose());

        Tensor Filled(long blockRows, IProgress<double>? progress)
        {
            Tensor gram = full([size, size], double.NaN, float64);
            layers.Fill(gram, vectors, blockRows, progress, CancellationToken.None);
            return gram.DetachFromDisposeScope();
        }
    }

    /// <summary>What layers keep of 4,000 examples here is 1 GB: with less room, two blocks at a time, which are computed again.</summary>
    [Fact]
    public void ThePlanTakesBlocksThatMemoryHolds()
    {
        using Sequential network = ConvolutionalNetwork.Create(1, 32, 32, [64, 8], 3, Activation.ReLU, seed: 4);
        Batch[] batches = Networks.Batches([1, 32, 32], 3, seed: 5, 4000);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        GramPlan whole = Plan(1e11), half = Plan(whole.RequiredBytes - 1), small = Plan(1.3e9);
        Assert.Equal((1, whole.Size), (whole.Sweeps, whole.BlockRows));
        foreach ((GramPlan plan, double available) in new[] { (half, whole.RequiredBytes - 1), (small, 1.3e9) })
        {
            Assert.InRange(plan.RequiredBytes, 0.5 * available, available);
            Assert.Equal((Math.Ceiling(plan.Size / (double)plan.BlockRows) + 1) / 2, plan.Sweeps);
            Assert.Equal(whole.Operations, plan.Operations);
        }

        Assert.InRange(small.Sweeps, half.Sweeps + 1, 100);
        Array.ForEach(batches, b => b.Dispose());

        GramPlan Plan(double available) => GramPlan.For(risk, CurvatureMatrices.GaussNewton, method: null, available)!;
    }
}
