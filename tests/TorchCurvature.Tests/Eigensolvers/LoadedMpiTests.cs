using TorchCurvature.Eigensolvers.Distributed;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>Which MPI libraries a process has, from the lines that Linux gives.</summary>
public sealed class LoadedMpiTests
{
    private const string Line = "7f93d1000000-7f93d1400000 r-xp 00000000 08:01 1234                       ";

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libmpi.so.40.30.4", true)]
    [InlineData("/usr/lib/x86_64-linux-gnu/libmpich.so.12.2.2", true)]
    [InlineData("/opt/intel/mpi/lib/release/libmpi.so.12", true)]
    [InlineData("/opt/mpich/lib/libmpi_abi.so.0", true)]
    [InlineData("/opt/mpi/lib/libmpi.so", true)]
    [InlineData("/usr/lib/x86_64-linux-gnu/libmpi_mpifh.so.40.30.0", false)]
    [InlineData("/usr/lib/x86_64-linux-gnu/libmpichfort.so.12", false)]
    [InlineData("/usr/lib/x86_64-linux-gnu/libelpa.so.19.0.0", false)]
    [InlineData("[heap]", false)]
    public void ItIsFoundByItsName(string file, bool isMpi) =>
        Assert.Equal(isMpi ? [file] : [], LoadedMpi.FilesIn([Line + file, Line + file, "7ffd8000-7ffd9000 rw-p 00000000 00:00 0"]));

    /// <summary>No test loads one into this process.</summary>
    [Fact]
    public void ThisProcessHasNone() => Assert.Empty(LoadedMpi.Files());
}
