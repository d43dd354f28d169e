using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>
/// Independent computations side by side: as many threads as libtorch takes for one operation of the caller, each of which computes its
/// operations alone. Small operations gain by it, as those of small networks are: two threads in one of them wait for each other.
/// </summary>
/// <remarks>
/// The bits of a result do not depend on the number of threads, since one thread computes it whole. A body makes its tensors in a dispose
/// scope of its own, and writes what it found into the caller's.
/// </remarks>
internal static class SideBySide
{
    /// <summary>Runs a body for 0 … count − 1, handed out in this order.</summary>
    /// <param name="device">Where the bodies compute. On anything but a CPU they run one after the other.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="body">One computation.</param>
    /// <exception cref="Exception">The first one that a body throws; those that had begun are finished before.</exception>
    public static void For(Device device, int count, Action<int> body)
    {
        int threads = device.type == DeviceType.CPU ? get_num_threads() : 1;
        if (threads == 1)
        {
            for (int i = 0; i < count; i++)
            {
                body(i);
            }

            return;
        }

        var work = new SharedWork(count, body);
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(threads, count)).Select(_ => new Thread(work.Run) { IsBackground = true })];
        try
        {
            Array.ForEach(workers, worker => worker.Start());
            Array.ForEach(workers, worker => worker.Join());
        }
        finally
        {
            // What a thread sets is what threads begin with that are made after it.
            set_num_threads(threads);
        }

        work.Error?.Throw();
    }

    private sealed class SharedWork(int count, Action<int> body)
    {
        private int _next = -1;
        private ExceptionDispatchInfo? _error;

        public ExceptionDispatchInfo? Error => _error;

        public void Run()
        {
            try
            {
                set_num_threads(1);
                for (int i = Interlocked.Increment(ref _next); i < count && _error is null; i = Interlocked.Increment(ref _next))
                {
                    body(i);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(e), null);
            }
        }
    }
}
