using System.Text.Json.Nodes;

namespace TorchCurvature.Studies.Runs;

/// <summary>Values of a manifest's objects; what is missing or of another type is refused with its place.</summary>
internal static class ManifestValue
{
    /// <summary>A value that has to be there.</summary>
    /// <exception cref="FormatException">It is not, or is of another type.</exception>
    public static T Required<T>(JsonObject json, string name) => json[name] is { } node
        ? Read<T>(node)
        : throw new FormatException($"'{PathTo(json, name)}' is missing.");

    /// <summary>A value that may be missing; one that is null is.</summary>
    /// <exception cref="FormatException">It is of another type.</exception>
    public static T Optional<T>(JsonObject json, string name, T otherwise) => json[name] is { } node ? Read<T>(node) : otherwise;

    /// <summary>An object that has to be there.</summary>
    /// <exception cref="FormatException">It is not, or is something else.</exception>
    public static JsonObject Object(JsonObject json, string name) => json[name] as JsonObject
        ?? throw new FormatException($"'{PathTo(json, name)}' {(json[name] is null ? "is missing" : "is no object")}.");

    private static T Read<T>(JsonNode node)
    {
        try
        {
            return node.GetValue<T>();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            string wanted = typeof(T) == typeof(string) ? "text" : typeof(T) == typeof(double) ? "a number" : "a whole number";
            throw new FormatException($"'{Shorten(node.GetPath())}' is {node.ToJsonString()}, and has to be {wanted}.", e);
        }
    }

    private static string PathTo(JsonObject json, string name) => Shorten($"{json.GetPath()}.{name}");

    // A path of JSON begins with the sign of the root.
    private static string Shorten(string path) => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
}
