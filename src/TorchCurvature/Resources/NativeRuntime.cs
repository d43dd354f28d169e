using System.Runtime.InteropServices;
using TorchSharp;

namespace TorchCurvature.Resources;

/// <summary>
/// Settings of libtorch that have to be in place before it computes, and that neither .NET's own environment nor TorchSharp reaches.
/// </summary>
public static partial class NativeRuntime
{
    private const int ErrorsOnly = 2;

    /// <summary>
    /// Sets, where the user has not: huge pages for large tensors (<c>THP_MEM_ALLOC_ENABLE</c>; a P×P matrix is otherwise a hundred
    /// thousand page faults) and the same bits on every run (<c>MKL_CBWR</c>). Keeps libtorch's warnings about the processor, one for
    /// every convolution on some machines, from standard error. Call it first of all: once a tensor was made the first two have no
    /// effect. Does nothing on Windows.
    /// </summary>
    public static void Configure()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SetVariable("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0);
        SetVariable("MKL_CBWR", "AUTO,STRICT", overwrite: 0);
        if (NativeLibrary.TryLoad("libc10", typeof(torch).Assembly, searchPath: null, out nint library)
            && NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out nint level))
        {
            Marshal.WriteInt32(level, ErrorsOnly);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetVariable(string name, string value, int overwrite);
}
