using System.Runtime.InteropServices;
using TorchCurvature.Resources;

namespace TorchCurvature.Eigensolvers.Distributed;

/// <summary>A library of a cluster, found by its names and bound at run time. It stays loaded until the process ends.</summary>
internal sealed class SolverLibrary
{
    private readonly nint _handle;

    private SolverLibrary(nint handle, string fileName) => (_handle, FileName) = (handle, fileName);

    /// <summary>The name that it was found by.</summary>
    public string FileName { get; }

    /// <summary>Loads the first of several that is there and speaks the MPI library of this process.</summary>
    /// <param name="title">What it is called.</param>
    /// <param name="variable">The environment variable that names another one.</param>
    /// <param name="names">The names that are looked for, best first.</param>
    /// <exception cref="SolverUnavailableException">There is none.</exception>
    public static SolverLibrary Load(string title, string variable, params IReadOnlyList<string> names)
    {
        // One process a core is how these libraries are run: their BLAS is not to start as many threads as there are cores in each.
        if (!OperatingSystem.IsWindows())
        {
            NativeRuntime.SetVariable("OPENBLAS_NUM_THREADS", "1", overwrite: 0);
        }

        string? chosen = Environment.GetEnvironmentVariable(variable);
        IReadOnlyList<string> candidates = string.IsNullOrEmpty(chosen) ? names : [chosen];
        List<string> foreign = [];
        foreach (string name in candidates)
        {
            string[] before = LoadedMpi.Files();
            if (!NativeLibrary.TryLoad(name, out nint handle))
            {
                continue;
            }

            if (LoadedMpi.Files().Except(before).FirstOrDefault() is { } other && before.Length > 0)
            {
                foreign.Add($"{name} is built for {Path.GetFileName(other)}, and this run uses {Path.GetFileName(before[0])}");
                NativeLibrary.Free(handle);
                continue;
            }

            return new SolverLibrary(handle, Path.GetFileName(name));
        }

        string found = foreign.Count > 0 ? string.Join("; ", foreign) : $"looked for {string.Join(", ", candidates)}";
        throw new SolverUnavailableException($"{title} is not to be had: {found}. Name its library by {variable}=FILE.");
    }

    /// <summary>The address of the first of several symbols that it has.</summary>
    /// <exception cref="SolverUnavailableException">It has none of them.</exception>
    public nint Address(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryGetExport(_handle, name, out nint address))
            {
                return address;
            }
        }

        throw new SolverUnavailableException($"{FileName} has no {names[0]}: it is another library, or another version of it.");
    }
}
