using System.Globalization;

namespace TorchCurvature.Resources;

/// <summary>
/// The memory that a container allows: the limits of the control groups that this process is in, of both versions of Linux, and what their
/// processes have taken. Caches of files do not count, which the system takes back.
/// </summary>
/// <param name="root">The root of the file system.</param>
internal sealed class ContainerMemory(string root = "/")
{
    // Groups without a limit say a number that no machine has, or a word.
    private const long NoLimit = 1L << 60;

    /// <summary>Bytes that can still be taken; null where nothing limits them.</summary>
    /// <param name="taken">What this process has taken.</param>
    public long? AvailableBytes(long taken)
    {
        long? least = null;
        foreach (Group group in Groups())
        {
            if (Number(group.Limit) is { } limit and < NoLimit)
            {
                long left = Math.Max(0, limit - Math.Max(taken, Entry(group.Statistics, group.Anonymous) ?? 0));
                least = Math.Min(left, least ?? long.MaxValue);
            }
        }

        return least;
    }

    private sealed record Group(string Limit, string Statistics, string Anonymous);

    // A line of each hierarchy: number, controllers and the path of the group; every group above it limits too.
    private IEnumerable<Group> Groups()
    {
        foreach (string line in Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            if (line.Split(':', 3) is not [var number, var controllers, var path])
            {
                continue;
            }

            bool isSecond = number == "0" && controllers.Length == 0, isFirst = controllers.Split(',').Contains("memory");
            string top = Path.Combine(root, isFirst ? "sys/fs/cgroup/memory" : "sys/fs/cgroup");
            for (string? at = path.Trim('/'); (isFirst || isSecond) && at is not null; at = Parent(at))
            {
                string folder = Path.Combine(top, at), statistics = Path.Combine(folder, "memory.stat");
                yield return isFirst
                    ? new Group(Path.Combine(folder, "memory.limit_in_bytes"), statistics, "total_rss")
                    : new Group(Path.Combine(folder, "memory.max"), statistics, "anon");
            }
        }
    }

    private static string? Parent(string path) => path.Length == 0 ? null : path[..Math.Max(0, path.LastIndexOf('/'))];

    private static long? Number(string path) => Lines(path) is [var line, ..] ? Parsed(line) : null;

    private static long? Entry(string path, string name) =>
        Lines(path).FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal)) is { } line
            ? Parsed(line[name.Length..])
            : null;

    private static long? Parsed(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
