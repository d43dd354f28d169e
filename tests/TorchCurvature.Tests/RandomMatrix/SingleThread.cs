using static TorchSharp.torch;

namespace TorchCurvature.Tests.RandomMatrix;

/// <summary>
/// One native thread for as long as it lives: handing hundreds of small matrices between threads takes longer than their eigenvalues.
/// </summary>
internal sealed class SingleThread : IDisposable
{
    private readonly int _before = get_num_threads();

    public SingleThread() => set_num_threads(1);

    public void Dispose() => set_num_threads(_before);
}
