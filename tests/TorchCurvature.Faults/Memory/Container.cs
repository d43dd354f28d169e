using System.Globalization;

namespace TorchCurvature.Faults.Memory;

/// <summary>A control group of Linux that limits memory, of the first or the second version; for who may make one.</summary>
internal sealed class Container : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;

    /// <summary>Makes it.</summary>
    /// <param name="megabytes">Its memory.</param>
    /// <exception cref="IOException">This user may not, or there are no control groups.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public Container(int megabytes)
    {
        bool isFirst = Directory.Exists(Path.Combine(Root, "memory"));
        _folder = Path.Combine(Root, isFirst ? "memory" : "", $"torchcurvature-{Environment.ProcessId}");
        Directory.CreateDirectory(_folder);
        File.WriteAllText(
            Path.Combine(_folder, isFirst ? "memory.limit_in_bytes" : "memory.max"),
            (megabytes * 1_000_000L).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What starts a program in it.</summary>
    public string[] Launcher => ["sh", "-c", $"echo $$ > {_folder}/cgroup.procs && exec \"$@\"", "sh"];

    /// <summary>Removes it.</summary>
    public void Dispose() => Directory.Delete(_folder);
}
