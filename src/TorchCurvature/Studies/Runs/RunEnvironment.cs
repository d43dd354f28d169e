using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace TorchCurvature.Studies.Runs;

/// <summary>The machine and the software that a run's numbers came from, as its <c>run.json</c> names them.</summary>
public sealed record RunEnvironment
{
    [JsonConstructor]
    internal RunEnvironment(string system, string architecture, string runtime, string? torchSharp, int processorCount)
    {
        (System, Architecture, Runtime, TorchSharp, ProcessorCount) = (system, architecture, runtime, torchSharp, processorCount);
    }

    /// <summary>The operating system with its version.</summary>
    public string System { get; }

    /// <summary>The processor's instruction set, such as <c>X64</c>.</summary>
    public string Architecture { get; }

    /// <summary>The .NET runtime with its version.</summary>
    public string Runtime { get; }

    /// <summary>The version of the binding of the native library; null where the binding does not state it.</summary>
    public string? TorchSharp { get; }

    /// <summary>Logical processors that the process may use.</summary>
    public int ProcessorCount { get; }

    /// <summary>The environment of this process.</summary>
    public static RunEnvironment Current => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.OSArchitecture.ToString(),
        RuntimeInformation.FrameworkDescription,
        typeof(global::TorchSharp.torch).Assembly.GetName().Version?.ToString(),
        Environment.ProcessorCount);
}
