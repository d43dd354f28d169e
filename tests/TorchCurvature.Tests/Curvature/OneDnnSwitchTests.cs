using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>The switch of oneDNN, which all threads of the process have in common: nothing else may compute beside these.</summary>
public sealed class OneDnnSwitchTests
{
    /// <summary>The sizes for which oneDNN was found to be right, and for which not.</summary>
    [Theory]
    [InlineData(1, 6, 16, null, true)]
    [InlineData(1, 6, 16, 16L, true)]
    [InlineData(1, 6, 16, 17L, false)]
    [InlineData(1, 6, 16, 256L, true)]
    [InlineData(1, 6, 16, 250L, false)]
    [InlineData(1, 3, 4, null, false)]
    [InlineData(1, 20, 16, null, false)]
    [InlineData(17, 16, 16, null, false)]
    [InlineData(3, 64, 192, 32L, true)]
    public void FastKernelsAreTakenForSizesThatAreRightOnly(int inputs, int first, int second, long? examples, bool isRight)
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential model = ConvolutionalNetwork.Create(inputs, 16, 16, [first, second], 3, Activation.ReLU, 0, ScalarType.Float32);
        var guard = new SinglePrecisionGuard(model, ScalarType.Float32, CPU);
        Assert.Equal(isRight, guard.IsRight(examples));
        using (guard.Enter(examples))
        {
            Assert.Equal(isRight, OneDnn.IsEnabled);
        }

        Assert.True(OneDnn.IsEnabled);
        using (new SinglePrecisionGuard(model, ScalarType.Float64, CPU).Enter(examples))
        {
            Assert.True(OneDnn.IsEnabled);
        }
    }

    [Fact]
    public void ScopesMayBeNestedAndOverlapBetweenThreads()
    {
        IDisposable outer = OneDnn.Off();
        var thread = new Thread(() =>
        {
            using IDisposable other = OneDnn.Off();
            outer.Dispose();
            outer.Dispose();
            Assert.False(OneDnn.IsEnabled);
        });
        thread.Start();
        thread.Join();
        Assert.True(OneDnn.IsEnabled);
    }
}
