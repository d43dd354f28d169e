using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchCurvature.PyTorch.Archives;

namespace TorchCurvature.PyTorch.Checks;

/// <summary>
/// Loads a network in a process of its own first: libtorch ends the process where a file calls an operator that it does not know, and
/// says why on standard error only.
/// </summary>
/// <remarks>
/// The process runs this assembly's entry point (<see cref="Program"/>) with the host's own list of libraries. A program that was published
/// as one file has none, and loads without a check.
/// </remarks>
internal static class LoadingCheck
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    // Files that were loaded well, by what tells whether they are still the same.
    private static readonly ConcurrentDictionary<string, (long Length, DateTime Written)> _passed = [];

    /// <summary>Refuses a file that ends the process, or that cannot be loaded.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PyTorchFileException">It is refused; the message says why.</exception>
    public static void Require(string path)
    {
        var file = new FileInfo(path);
        (long Length, DateTime Written) now = (file.Length, file.LastWriteTimeUtc);
        bool isKnown = _passed.TryGetValue(file.FullName, out (long Length, DateTime Written) known) && known == now;
        if (isKnown || StartInfo(file.FullName) is not { } start)
        {
            return;
        }

        using Process process = Process.Start(start)
            ?? throw new PyTorchFileException($"No process could be started to look at '{path}'.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(_patience))
        {
            process.Kill();
            throw new PyTorchFileException($"'{path}' was not loaded within {_patience.TotalMinutes:0} minutes.");
        }

        if (process.ExitCode != 0)
        {
            throw new PyTorchFileException($"'{path}' cannot be loaded: {LoadingError.Explain(errors.Result)}");
        }

        _passed[file.FullName] = now;
    }

    private static ProcessStartInfo? StartInfo(string path)
    {
        string own = typeof(LoadingCheck).Assembly.Location;
        string runner = DotnetPath();
        bool canBeStarted = own.Length > 0 && File.Exists(runner);
        if (!canBeStarted || HostLibraries() is not { } libraries)
        {
            return null;
        }

        string settings = Path.ChangeExtension(Path.ChangeExtension(libraries, null), ".runtimeconfig.json");
        if (!File.Exists(settings))
        {
            return null;
        }

        var start = new ProcessStartInfo(runner) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
            ["exec", "--depsfile", libraries, "--runtimeconfig", settings, own, path])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    // The file NAME.deps.json of the running program, which names every library that it has.
    private static string? HostLibraries() => AppContext.GetData("APP_CONTEXT_DEPS_FILES") is string files
        ? files.Split(';').FirstOrDefault(f => f.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal))
        : null;

    private static string DotnetPath()
    {
        string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(folder, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
