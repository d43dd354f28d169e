using System.Diagnostics;
using TorchCurvature.Resources;

namespace TorchCurvature.Faults.Soak;

/// <summary>What this process holds.</summary>
/// <param name="NativeBytes">
/// What native code asked the C library for and has not given back: tensors above all. TorchSharp's own counts of tensors also count
/// handles of nothing, which a script's attributes that are no tensors give.
/// </param>
/// <param name="Handles">Open files and sockets, but for the program's own parts, which are loaded when they are first needed.</param>
/// <param name="Threads">Threads.</param>
/// <param name="TemporaryFiles">Files in the folder for temporary ones, and half-written ones among the results.</param>
/// <param name="ManagedBytes">The managed heap after a collection.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
internal sealed record Holdings(long NativeBytes, int Handles, int Threads, int TemporaryFiles, long ManagedBytes, long ResidentBytes)
{
    private const string OpenFiles = "/proc/self/fd";

    // Caches of libraries and names that TorchSharp copies; a network that is not released in each of a hundred rounds is more.
    private const long SmallNative = 8 << 20;

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
            NativeHeap.UsedBytes,
            Directory.Exists(OpenFiles) ? Directory.EnumerateFiles(OpenFiles).Count(IsNoPart) : process.HandleCount,
            process.Threads.Count,
            temporary.Count(),
            GC.GetTotalMemory(forceFullCollection: true),
            process.WorkingSet64);
    }

    private static bool IsNoPart(string handle) => Path.GetExtension(new FileInfo(handle).LinkTarget) != ".dll";

    /// <summary>What there is more of than before that no run may leave behind.</summary>
    /// <param name="before">The holdings before.</param>
    public IEnumerable<string> Left(Holdings before)
    {
        if (NativeBytes > before.NativeBytes + SmallNative)
        {
            yield return $"{(NativeBytes - before.NativeBytes) >> 10} KiB of native memory";
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
