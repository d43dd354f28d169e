using System.Text.RegularExpressions;

namespace TorchCurvature.Eigensolvers.Distributed;

/// <summary>
/// The MPI libraries that are loaded in this process. There may be one: a second, which a solver brought that was built for another family,
/// knows nothing of the first one's handles and has not been started.
/// </summary>
internal static partial class LoadedMpi
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Their files; none where the system does not say.</summary>
    public static string[] Files() => File.Exists(Maps) ? FilesIn(File.ReadLines(Maps)) : [];

    /// <summary>Those that lines of <c>/proc/self/maps</c> name.</summary>
    internal static string[] FilesIn(IEnumerable<string> lines) =>
        [.. lines.Select(line => Library().Match(line)).Where(match => match.Success).Select(match => match.Value).Distinct()];

    // The libraries of the C interface. Those for Fortran, such as libmpi_mpifh, come with one of these.
    [GeneratedRegex(@"/\S*/lib(mpi|mpich|mpi_abi)\.so[.\d]*$")]
    private static partial Regex Library();
}
