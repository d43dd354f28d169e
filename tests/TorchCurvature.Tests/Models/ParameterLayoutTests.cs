using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Models;

public sealed class ParameterLayoutTests : IDisposable
{
    private readonly Sequential _network = MultilayerPerceptron.Create(5, [4], 3, Activation.Tanh, seed: 1);

    public void Dispose() => _network.Dispose();

    [Fact]
    public void BlocksAreInModuleOrderWithTheirNamesAndOffsets()
    {
        var layout = new ParameterLayout(_network);
        Assert.Equal(
            [("linear1.weight", "4, 5", 0, 20), ("linear1.bias", "4", 20, 4), ("linear3.weight", "3, 4", 24, 12),
                ("linear3.bias", "3", 36, 3)],
            layout.Blocks.Select(b => (b.Name, string.Join(", ", b.Shape), b.Offset, b.Length)));
        Assert.Equal((39, ScalarType.Float64, DeviceType.CPU), (layout.Dimension, layout.DType, layout.Device.type));
    }

    [Fact]
    public void AssigningAVectorAndReadingItBackGivesTheSameBits()
    {
        var layout = new ParameterLayout(_network);
        using LiveTensors live = new();
        using Generator generator = new(1);
        using Tensor w = randn(39, float64, generator: generator);
        layout.Assign(w);
        using Tensor back = layout.ToVector();
        TensorAssert.SameBits(w, back);
        Assert.False(back.requires_grad);
        Assert.All(layout.Parameters, p => Assert.True(p.requires_grad));
        using Tensor second = layout.Parameters[0].select(0, 1), expected = w.narrow(0, 5, 5);
        TensorAssert.SameBits(expected, second);
    }

    [Fact]
    public void TheVectorIsACopy()
    {
        var layout = new ParameterLayout(_network);
        using Tensor w = layout.ToVector(), before = w.clone();
        w.zero_();
        using Tensor after = layout.ToVector();
        TensorAssert.SameBits(before, after);
    }

    [Fact]
    public void TheVectorOfAModelWithOneParameterIsACopyToo()
    {
        using Linear layer = nn.Linear(2, 2, hasBias: false, dtype: float64);
        var layout = new ParameterLayout(layer);
        using Tensor before = layout.ToVector(), kept = before.clone(), other = kept + 1;
        layout.Assign(other);
        TensorAssert.SameBits(kept, before);
    }

    [Fact]
    public void VectorsOfAnotherShapeAreRefused()
    {
        var layout = new ParameterLayout(_network);
        using Tensor shorter = zeros(38, float64), column = zeros([39, 1], float64);
        string message = Assert.Throws<ArgumentException>("vector", () => layout.Assign(shorter)).Message;
        Assert.Contains("a vector of 39 entries; this tensor is [38]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("vector", () => layout.Assign(column));
    }

    [Fact]
    public void FrozenParametersAreLeftOutAndSharedOnesCountOnce()
    {
        Curvature.Networks.Freeze(_network.children().ElementAt(1));
        Assert.Equal(["linear3.weight", "linear3.bias"], new ParameterLayout(_network).Blocks.Select(b => b.Name));
        using Linear shared = nn.Linear(3, 3);
        using Sequential twice = nn.Sequential(shared, nn.Tanh(), shared);
        Assert.Equal(12, new ParameterLayout(twice).Dimension);
    }

    [Fact]
    public void NoTrainableParameterAndMixedPrecisionsAreRefused()
    {
        using Linear wide = nn.Linear(2, 2, dtype: ScalarType.Float64), narrow = nn.Linear(2, 2, dtype: ScalarType.Float32);
        using Sequential mixed = nn.Sequential(wide, narrow);
        string message = Assert.Throws<ArgumentException>("module", () => new ParameterLayout(mixed)).Message;
        Assert.Contains("'0.weight' is Float64 on cpu, '1.weight' is Float32 on cpu", message, StringComparison.Ordinal);
        Curvature.Networks.Freeze(_network);
        Assert.Throws<ArgumentException>("module", () => new ParameterLayout(_network));
    }
}
