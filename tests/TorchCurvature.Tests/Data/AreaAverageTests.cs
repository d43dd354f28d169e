using TorchCurvature.Data;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

public sealed class AreaAverageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainTestSplit _original;

    public AreaAverageTests()
    {
        MnistFiles.Write(_folder.Path);
        _original = Mnist.Load(_folder.Path, ScalarType.Float64);
    }

    public void Dispose()
    {
        _original.Dispose();
        _folder.Dispose();
    }

    /// <summary>Repeating every pixel until both grids divide the image evenly, then averaging whole blocks, is the same average.</summary>
    [Theory]
    [InlineData(14, 14), InlineData(7, 28), InlineData(10, 10), InlineData(13, 5), InlineData(1, 1), InlineData(40, 56)]
    public void ResizingIsTheAverageOverTheAreaOfEachNewPixel(int height, int width)
    {
        using LiveTensors live = new();
        using TrainTestSplit resized = Mnist.Load(_folder.Path, ScalarType.Float64, new ImageSize(height, width));
        using DisposeScope scope = NewDisposeScope();
        Tensor fine = _original.Train.Inputs.repeat_interleave(height, 2).repeat_interleave(width, 3);
        Tensor expected = fine.reshape(-1, 1, height, 28, width, 28).mean([3, 5]);

        Assert.Equal([MnistFiles.TrainCount, 1, height, width], resized.Train.Inputs.shape);
        Assert.InRange(resized.Train.Inputs.sub(expected).abs().max().ToDouble(), 0, 1e-12);
    }

    [Fact]
    public void TheSameSizeLeavesEveryBit()
    {
        using TrainTestSplit resized = Mnist.Load(_folder.Path, ScalarType.Float64, new ImageSize(28, 28));
        Assert.Equal(_original.Train.Inputs.bytes, resized.Train.Inputs.bytes);
    }
}
