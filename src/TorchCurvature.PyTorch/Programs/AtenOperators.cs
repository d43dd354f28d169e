using System.Collections.Frozen;
using System.Globalization;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>
/// The operators of the native library, libtorch 2.10, by their schemas. Compiling a call of one that it has not ends the process.
/// </summary>
/// <remarks>The table is read out of the native library by a test, which fails where it differs.</remarks>
internal static class AtenOperators
{
    private static readonly Lazy<FrozenDictionary<string, AtenSchema[]>> s_schemas = new(Read);

    /// <summary>Whether there is an operator of a name, in any overload.</summary>
    public static bool Has(string name) => s_schemas.Value.ContainsKey(name);

    /// <summary>Whether an overload of the operator takes so many arguments by position and others by these names.</summary>
    public static bool Takes(string name, int positional, IReadOnlyList<string> keywords) =>
        s_schemas.Value[name].Any(s => positional <= s.Positional && keywords.All(s.Names.Contains));

    private static FrozenDictionary<string, AtenSchema[]> Read()
    {
        using StreamReader table = new(typeof(AtenOperators).Assembly.GetManifestResourceStream("AtenOperators.txt")!);
        return table.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .GroupBy(parts => parts[0], parts => new AtenSchema(int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Split(',')))
            .ToFrozenDictionary(schemas => schemas.Key, schemas => schemas.ToArray());
    }

    private sealed record AtenSchema(int Positional, string[] Names);
}
