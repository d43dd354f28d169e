using TorchSharp;

namespace TorchCurvature.Tests.Contracts;

/// <summary>Asserts, when disposed, that as many tensors of this thread are alive as when it was made.</summary>
internal sealed class NoLiveTensors : IDisposable
{
    private readonly long _before = Live;

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public void Dispose() => Assert.Equal(_before, Live);
}
