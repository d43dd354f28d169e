namespace TorchCurvature.Cli.Problems;

/// <summary>Reports on the thread that computes, in order; <see cref="Progress{T}"/> reports on the thread pool, in any.</summary>
internal sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
