using System.Diagnostics;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TorchCurvature.Sharing;

namespace TorchCurvature.Studies.Runs;

/// <summary>What every <c>run.json</c> has in common: how it is written, and what it says of the program and the machine.</summary>
public static class RunManifest
{
    /// <summary>Names in camel case, words with hyphens, and numbers that JSON has no sign for (NaN, Infinity) as text.</summary>
    public static JsonSerializerOptions Format { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The number of the manifests' format, their <c>format</c>: 2. Those of format 1 do not say it.</summary>
    public const int FormatNumber = 2;

    /// <summary>The library's version.</summary>
    public static string? Version =>
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>Most memory that this process has taken so far, in bytes.</summary>
    public static long PeakMemoryBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>The number of processes that computed together; 1 for this one alone.</summary>
    public static int Processes => Leader.Current?.Processes ?? 1;

    /// <summary>The system, the runtime and the native library's binding.</summary>
    public static RunEnvironment Environment => RunEnvironment.Current;

    /// <summary>Writes a manifest, which marks the run as finished.</summary>
    /// <param name="run">The run.</param>
    /// <param name="manifest">Any object; it is written in <see cref="Format"/>.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, object manifest)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.WriteText(RunDirectory.ManifestName, TextOf(manifest));
    }

    /// <summary>A manifest as the text of a file.</summary>
    /// <param name="manifest">Any object; it is written in <see cref="Format"/>.</param>
    public static string TextOf(object manifest) => JsonSerializer.Serialize(manifest, Format) + "\n";
}
