using System.Runtime.InteropServices;

namespace TorchCurvature.Studies.Runs;

/// <summary>The machine and the software that a run's numbers came from, as its <c>run.json</c> names them.</summary>
/// <param name="System">The operating system with its version.</param>
/// <param name="Architecture">The processor's instruction set, such as <c>X64</c>.</param>
/// <param name="Runtime">The .NET runtime with its version.</param>
/// <param name="TorchSharp">The version of the binding of the native library; null where the binding does not state it.</param>
/// <param name="ProcessorCount">Logical processors that the process may use.</param>
public sealed record RunEnvironment(string System, string Architecture, string Runtime, string? TorchSharp, int ProcessorCount)
{
    /// <summary>The environment of this process.</summary>
    public static RunEnvironment Current => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.OSArchitecture.ToString(),
        RuntimeInformation.FrameworkDescription,
        typeof(global::TorchSharp.torch).Assembly.GetName().Version?.ToString(),
        Environment.ProcessorCount);
}
