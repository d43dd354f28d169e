using System.Diagnostics;

namespace TorchCurvature.Benchmarks;

/// <summary>Median wall-clock seconds of an action, after one uncounted run.</summary>
internal static class Measurement
{
    public static double Seconds(string name, int repeats, Action action)
    {
        action();
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        Console.WriteLine($"{name,-60} {seconds[repeats / 2],9:0.000} s   ({seconds[0]:0.000} … {seconds[^1]:0.000}, {repeats} runs)");
        return seconds[repeats / 2];
    }
}
