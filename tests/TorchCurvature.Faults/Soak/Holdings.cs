using System.Diagnostics;
using TorchSharp;

namespace TorchCurvature.Faults.Soak;

/// <summary>What this process holds.</summary>
/// <param name="Tensors">
/// Tensors that this thread has neither disposed nor given away. TorchSharp's count of all threads grows by one with every parameter.
/// </param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="TemporaryFiles">Files in the folder for temporary ones, and half-written ones among the results.</param>
/// <param name="ManagedBytes">The managed heap after a collection.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
internal sealed record Holdings(long Tensors, int Handles, int Threads, int TemporaryFiles, long ManagedBytes, long ResidentBytes)
{
    private const string OpenFiles = "/proc/self/fd";

    /// <summary>Counts them now.</summary>
    /// <param name="results">The folder of the results.</param>
    public static Holdings Now(string results)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        IEnumerable<string> temporary = Directory.EnumerateFileSystemEntries(Path.GetTempPath())
            .Concat(Directory.EnumerateFiles(results, "*.partial*", SearchOption.AllDirectories));
        return new Holdings(
            DisposeScopeManager.Statistics.ThreadTotalLiveCount,
            Directory.Exists(OpenFiles) ? Directory.EnumerateFiles(OpenFiles).Count() : process.HandleCount,
            process.Threads.Count,
            temporary.Count(),
            GC.GetTotalMemory(forceFullCollection: true),
            process.WorkingSet64);
    }

    /// <summary>What there is more of than before that no run may leave behind.</summary>
    /// <param name="before">The holdings before.</param>
    public IEnumerable<string> Left(Holdings before)
    {
        if (Tensors > before.Tensors)
        {
            yield return $"{Tensors - before.Tensors} tensors";
        }

        if (Handles > before.Handles)
        {
            yield return $"{Handles - before.Handles} open files";
        }

        if (TemporaryFiles > before.TemporaryFiles)
        {
            yield return $"{TemporaryFiles - before.TemporaryFiles} temporary files";
        }
    }
}
