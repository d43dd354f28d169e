using System.Diagnostics;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>
/// Checkpoints and programs that <c>make_pytorch_files.py</c> writes with Debian's PyTorch, once for all tests. These skip where
/// there is none.
/// </summary>
public sealed class PyTorchFiles : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string[] s_modules = ["numpy", "torch"];

    private readonly TemporaryFolder _folder = new();
    private readonly string? _failure;

    public PyTorchFiles() => _failure = File.Exists(Python) ? Make() : $"There is no {Python}.";

    /// <summary>The path of a file.</summary>
    public string this[string name]
    {
        get
        {
            Assert.SkipWhen(_failure is not null, $"Debian's python3-torch and python3-numpy are needed to write the files: {_failure}");
            return _folder[name];
        }
    }

    /// <summary>An array of PyTorch's results; the caller's.</summary>
    public Tensor Truth(string name) => NumPyArrays.TryRead(this["truth.npz"], name) ?? throw new KeyNotFoundException(name);

    public void Dispose() => _folder.Dispose();

    private string? Make()
    {
        string script = Path.Combine(RepositoryRoot.Tests, "PyTorch", "make_pytorch_files.py");
        ProcessStartInfo start = new(Python, [script, _folder.Path]) { RedirectStandardError = true };
        using Process python = Process.Start(start)!;
        string complaints = python.StandardError.ReadToEnd();
        python.WaitForExit();
        bool isWithout = s_modules.Any(module => complaints.Contains($"No module named '{module}'", StringComparison.Ordinal));
        Assert.True(python.ExitCode == 0 || isWithout, complaints);
        return python.ExitCode == 0 ? null : complaints.Trim().Split('\n')[^1];
    }
}
