using System.Runtime.InteropServices;

namespace TorchCurvature.Resources;

/// <summary>The memory that native code of this process holds.</summary>
internal static partial class NativeHeap
{
    private static readonly bool s_isCounted = IsCounted();

    /// <summary>
    /// Bytes that are in use: exactly those that were asked of the C library and not given back, where it counts them (glibc from 2.33 on);
    /// elsewhere the process's resident memory, which grows late and shrinks seldom.
    /// </summary>
    public static long UsedBytes
    {
        get
        {
            if (!s_isCounted)
            {
                return Environment.WorkingSet;
            }

            AllocatorCounts counts = Counts();
            return (long)(counts.InUse + counts.Mapped);
        }
    }

    private static bool IsCounted()
    {
        try
        {
            return OperatingSystem.IsLinux() && Counts().InUse > 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial AllocatorCounts Counts();

    // The C library's struct mallinfo2.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct AllocatorCounts
    {
        private readonly nuint _arena, _freeChunks, _fastChunks, _mappings;

        public readonly nuint Mapped;

        private readonly nuint _unused, _fastBytes;

        public readonly nuint InUse;

        private readonly nuint _free, _releasable;
    }
}
