using System.Collections.Concurrent;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// Whether a number can be released while the native library reads it: several threads add a scaled tensor, while another one collects
/// without pause. Once with TorchSharp's own conversion, which is expected to fail, and once with the held number, which must not.
/// </summary>
internal sealed class ScalarStress
{
    private const int Threads = 3;
    private const int Additions = 8;
    private const double Factor = 0.125;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(60);

    private readonly Action<Tensor, Tensor> _add;
    private readonly ConcurrentDictionary<string, int> _messages = new();
    private volatile bool _stops;
    private long _calls;
    private int _errors;
    private int _wrong;

    private ScalarStress(Action<Tensor, Tensor> add) => _add = add;

    /// <summary>Runs both forms and tells whether the held one never failed.</summary>
    public static bool Run()
    {
        new ScalarStress(static (sum, ones) => sum.add_(ones, Factor)).Measure("converted implicitly");
        var held = new ScalarStress(static (sum, ones) => sum.AddScaledInPlace(ones, Factor));
        held.Measure("held");
        return held._errors + held._wrong == 0;
    }

    private void Measure(string name)
    {
        int collections = GC.CollectionCount(0);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(Hammer)), new Thread(Collect)];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Thread.Sleep(s_duration);
        _stops = true;
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Console.WriteLine(
            $"{name,-22} {Threads} threads and one that collects, {s_duration.TotalSeconds:0} s: {_calls:N0} calls, {_errors} errors, " +
                $"{_wrong} wrong values, {GC.CollectionCount(0) - collections:N0} collections");
        foreach ((string message, int count) in _messages.OrderByDescending(m => m.Value))
        {
            Console.WriteLine($"  {count} times: {message}");
        }
    }

    private void Hammer()
    {
        set_num_threads(1);
        using Tensor one = ones(64);
        while (!_stops)
        {
            try
            {
                using Tensor sum = zeros(64);
                for (int i = 0; i < Additions; i++)
                {
                    _add(sum, one);
                    Interlocked.Increment(ref _calls);
                }

                if (sum.data<float>().Any(value => value != (float)(Additions * Factor)))
                {
                    Interlocked.Increment(ref _wrong);
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Interlocked.Increment(ref _errors);
                _messages.AddOrUpdate(e.Message.Split('\n')[0], 1, static (_, count) => count + 1);
            }
        }
    }

    private void Collect()
    {
        while (!_stops)
        {
            GC.Collect(0);
        }
    }
}
