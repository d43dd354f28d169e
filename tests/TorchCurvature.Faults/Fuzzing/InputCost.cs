using System.Diagnostics;
using System.Globalization;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Time and memory that reading one input takes, on the thread that reads it.</summary>
internal sealed class InputCost
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _managed = GC.GetAllocatedBytesForCurrentThread();
    private readonly long _resident;

    public InputCost()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
            _resident = PeakBytes();
        }
    }

    public double Milliseconds => Stopwatch.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>What .NET allocated or, where it is more, what the process grew by, which is what native code takes.</summary>
    public long Bytes() => Math.Max(
        GC.GetAllocatedBytesForCurrentThread() - _managed, OperatingSystem.IsLinux() ? PeakBytes() - _resident : 0);

    private static long PeakBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line["VmHWM:".Length..^" kB".Length], CultureInfo.InvariantCulture);
    }
}
