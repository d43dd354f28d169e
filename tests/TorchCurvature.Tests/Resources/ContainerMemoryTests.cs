using TorchCurvature.Resources;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Resources;

/// <summary>Files of both versions of control groups, as Linux writes them.</summary>
public sealed class ContainerMemoryTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void WithoutGroupsNothingIsLimited() => Assert.Null(Available(taken: 0));

    [Fact]
    public void TheWholeLimitOfTheSecondVersionCounts()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", "314572800\n");
        Write("sys/fs/cgroup/memory.stat", "anon 1000\nfile 200000000\n");
        Assert.Equal(314_572_800 - 200_000_000, Available(taken: 200_000_000)); // its own, of which the group sees the anonymous part
        Write("sys/fs/cgroup/memory.stat", "anon 300000000\nfile 5\n");
        Assert.Equal(14_572_800, Available(taken: 200_000_000)); // with what others of the group have
        Write("sys/fs/cgroup/memory.max", "max\n");
        Assert.Null(Available(taken: 0));
    }

    /// <summary>A job in a slice: the group above may have the smaller limit.</summary>
    [Fact]
    public void EveryGroupAboveLimits()
    {
        Write("proc/self/cgroup", "0::/slurm/job_1/step\n");
        Write("sys/fs/cgroup/slurm/job_1/memory.max", "1000\n");
        Write("sys/fs/cgroup/slurm/job_1/step/memory.max", "max\n");
        Write("sys/fs/cgroup/slurm/memory.max", "5000\n");
        Assert.Equal(900, Available(taken: 100));
    }

    [Fact]
    public void TheFirstVersionSaysNoLimitByANumber()
    {
        Write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/docker/abc\n0::/\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.Null(Available(taken: 0));
        Write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "1000\n");
        Write("sys/fs/cgroup/memory/docker/abc/memory.stat", "cache 7\nrss 3\ntotal_cache 700\ntotal_rss 400\n");
        Assert.Equal(600, Available(taken: 100));
        Assert.Equal(0, Available(taken: 2000));
    }

    /// <summary>Inside a container the path is that of the host, and its own group lies at the top.</summary>
    [Fact]
    public void APathOfTheHostLeadsToTheTop()
    {
        Write("proc/self/cgroup", "4:memory:/docker/abc\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000\n");
        Assert.Equal(900, Available(taken: 100));
    }

    private long? Available(long taken) => new ContainerMemory(_root.Path).AvailableBytes(taken);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], content);
    }
}
