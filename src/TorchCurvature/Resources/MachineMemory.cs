using System.Globalization;

namespace TorchCurvature.Resources;

/// <summary>The memory that this process can still take, and the check that a computation fits before it starts.</summary>
public static class MachineMemory
{
    /// <summary>Bytes that this process can still take: what the machine has free (reclaimable caches included), within its container's limit.</summary>
    public static long AvailableBytes
    {
        get
        {
            GCMemoryInfo machine = GC.GetGCMemoryInfo();
            long withinLimit = machine.TotalAvailableMemoryBytes - Environment.WorkingSet;
            return Math.Max(0, Math.Min(withinLimit, LinuxAvailableBytes() ?? (machine.TotalAvailableMemoryBytes - machine.MemoryLoadBytes)));
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
        string? line = File.Exists(Table) ? File.ReadLines(Table).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal)) : null;
        string[] parts = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts.Length >= 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * 1024 : null;
    }
}
