using TorchSharp;

namespace TorchCurvature.Tests.Contracts;

/// <summary>Fails when the code between its creation and its disposal leaves more tensors alive on this thread than it found.</summary>
internal sealed class LiveTensors : IDisposable
{
    private readonly long _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public void Dispose() => Assert.Equal(_before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
}
