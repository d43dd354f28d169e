using System.Diagnostics;

namespace TorchCurvature.Studies.Estimates;

/// <summary>How long something takes on this machine, now: a mean over what fits into a short time, after a first go.</summary>
/// <param name="seconds">The short time.</param>
internal sealed class Calibration(double seconds)
{
    /// <summary>For a run that begins in any case: short beside it.</summary>
    public static Calibration Quick { get; } = new(0.03);

    /// <summary>For somebody who asks for nothing else.</summary>
    public static Calibration Careful { get; } = new(0.25);

    /// <summary>The time that each measurement should take.</summary>
    public double Budget => seconds;

    /// <summary>Seconds of an action, which may be repeated.</summary>
    /// <remarks>0 where it does not come to numbers that are finite, which is said where it is asked for.</remarks>
    public double SecondsOf(Action action)
    {
        try
        {
            return Measure(action);
        }
        catch (NotFiniteNumberException)
        {
            return 0;
        }
    }

    private double Measure(Action action)
    {
        // The first one also compiles.
        double first = Once(action);
        if (first > seconds)
        {
            return first;
        }

        long start = Stopwatch.GetTimestamp();
        int times = 0;
        do
        {
            action();
            times++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / times;
    }

    private static double Once(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
