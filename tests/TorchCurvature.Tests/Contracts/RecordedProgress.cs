namespace TorchCurvature.Tests.Contracts;

/// <summary>Keeps every report, on the thread that makes it.</summary>
internal sealed class RecordedProgress<T>(Action<T>? onReport = null) : IProgress<T>
{
    public List<T> Reports { get; } = [];

    public void Report(T value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}
