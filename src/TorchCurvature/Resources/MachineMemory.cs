using System.Globalization;

namespace TorchCurvature.Resources;

/// <summary>The memory that this process can still take, and the check that a computation fits before it starts.</summary>
public static class MachineMemory
{
    /// <summary>
    /// Bytes that this process can still take: what the machine has free (reclaimable caches included), within its container's limit.
    /// </summary>
    public static long AvailableBytes
    {
        get
        {
            // In a container the runtime says three quarters of its limit, which is that of the runtime's own objects.
            GCMemoryInfo machine = GC.GetGCMemoryInfo();
            long taken = Environment.WorkingSet;
            long withinLimit = new ContainerMemory().AvailableBytes(taken) ?? (machine.TotalAvailableMemoryBytes - taken);
            return Math.Max(
                0, Math.Min(withinLimit, LinuxAvailableBytes() ?? (machine.TotalAvailableMemoryBytes - machine.MemoryLoadBytes)));
        }
    }

    /// <summary>Refuses a computation that does not fit, before it begins.</summary>
    /// <param name="bytes">What it takes at its peak.</param>
    /// <param name="what">What takes it, as the subject of "take".</param>
    /// <param name="remedy">What to do in its place, as a sentence.</param>
    /// <exception cref="InsufficientMemoryException">It does not fit.</exception>
    internal static void Require(double bytes, string what, string remedy) => Require(bytes, AvailableBytes, what, remedy);

    /// <summary>The same where it is known what there is.</summary>
    internal static void Require(double bytes, long available, string what, string remedy)
    {
        if (bytes > available)
        {
            throw new InsufficientMemoryException($"{what} take {Format(bytes)}; {Format(available)} are available. {remedy}");
        }
    }

    /// <summary>Bytes as a person reads them, in binary units.</summary>
    public static string Format(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        int unit = bytes < 1 ? 0 : Math.Clamp((int)Math.Log(bytes, 1024), 0, units.Length - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Pow(1024, unit):0.#} {units[unit]}");
    }

    // On Linux what the runtime calls available counts page caches as taken.
    private static long? LinuxAvailableBytes()
    {
        const string Table = "/proc/meminfo";
        string? line = File.Exists(Table)
            ? File.ReadLines(Table).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal))
            : null;
        string[] parts = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts.Length >= 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
