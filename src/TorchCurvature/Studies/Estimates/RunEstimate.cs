using System.Globalization;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Studies.Estimates;

/// <summary>What a run takes in time and memory, said before it is made.</summary>
/// <param name="parts">Its parts, in their order.</param>
/// <param name="bytes">What it takes at its peak beside what the process has taken already.</param>
internal sealed class RunEstimate(IReadOnlyList<EstimatedPart> parts, double bytes)
{
    private const double LongestSeconds = 365.0 * 86400;

    private readonly long _availableBytes = MachineMemory.AvailableBytes;
    private readonly long _peakBytes = RunManifest.PeakMemoryBytes;
    private readonly long _usedBytes = Environment.WorkingSet;

    /// <summary>The parts.</summary>
    public IReadOnlyList<EstimatedPart> Parts => parts;

    /// <summary>About how long it takes from now on.</summary>
    public double Seconds => parts.Sum(p => p.Seconds);

    /// <summary>Whether a large part of it may end earlier.</summary>
    public bool IsAtMost => parts.Where(p => p.IsAtMost).Sum(p => p.Seconds) > Seconds / 5;

    /// <summary>What the process will have taken at its peak, which may be behind it: data are read whole before some are chosen.</summary>
    public double PeakBytes => Math.Max(_peakBytes, _usedBytes + bytes);

    /// <summary>The sentence that opens a run.</summary>
    public override string ToString()
    {
        IEnumerable<string> each = parts.Select(p => $"{p.What} {(p.IsAtMost ? "at most " : "")}{Duration(p.Seconds)}");
        return $"{(IsAtMost ? "At most" : "About")} {Duration(Seconds)}, {MachineMemory.Format(PeakBytes)} at the peak: "
            + $"{string.Join(", ", each)}; {MachineMemory.Format(_usedBytes + _availableBytes)} are available.";
    }

    /// <summary>Refuses an accuracy that no run would reach.</summary>
    /// <param name="what">What was asked for, as the beginning of a sentence.</param>
    /// <param name="products">Products that it takes.</param>
    /// <param name="seconds">How long these take.</param>
    /// <exception cref="SettingException">It takes longer than a year.</exception>
    internal static void RequireEnd(string what, double products, double seconds)
    {
        if (seconds > LongestSeconds)
        {
            string count = products < 1e30 ? products.ToString("0.0e+0", CultureInfo.InvariantCulture) : "more than 1e30";
            throw new SettingException($"{what} takes up to {count} products, {Duration(seconds)}: ask for more.");
        }
    }

    internal static string Duration(double seconds) => seconds switch
    {
        < 9.5 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(seconds, 0.1):0.0} s"),
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 90 * 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 48 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        <= LongestSeconds => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0} days"),
        < 1e9 * LongestSeconds => string.Create(CultureInfo.InvariantCulture, $"{seconds / LongestSeconds:N0} years"),
        _ => "more than a billion years",
    };
}
