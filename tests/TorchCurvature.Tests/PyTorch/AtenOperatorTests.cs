using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.RegularExpressions;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>The table of operators against the schemas in the native library beside the tests.</summary>
public sealed partial class AtenOperatorTests
{
    private const int LongestSchema = 4_096;

    private static string Table => Path.Combine(RepositoryRoot.Path, "src", "TorchCurvature.PyTorch", "Programs", "AtenOperators.txt");

    /// <summary>With UPDATE_SNAPSHOTS=1 the table is written anew, as for another version of libtorch it has to be.</summary>
    [Fact]
    public void TheTableIsThatOfTheNativeLibrary()
    {
        string? library =
            Directory.EnumerateFiles(AppContext.BaseDirectory, "libtorch_cpu.so", SearchOption.AllDirectories).FirstOrDefault();
        Assert.SkipWhen(library is null, "The schemas are read out of Linux's libtorch_cpu.so, which is not here.");
        string found = string.Join('\n', Schemas(library).Select(Row).OfType<string>().Distinct().Order(StringComparer.Ordinal)) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Table, found);
        }

        Assert.Equal(File.ReadAllText(Table), found);
    }

    [Theory]
    [InlineData("add", 2, "alpha", true)]
    [InlineData("add", 2, "beta", false)]
    [InlineData("add", 4, "", false)]
    [InlineData("scaled_dot_product_attention", 3, "scale enable_gqa", true)]
    public void ArgumentsThatNoOverloadTakesAreKnown(string name, int positional, string keywords, bool takes) =>
        Assert.Equal(takes, AtenOperators.Takes(name, positional, keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void AnUnknownOperatorIsNotThere() => Assert.False(AtenOperators.Has("fused_everything"));

    // A schema is a text that ends with a zero: "name.overload(Tensor self, *, int? dtype=None) -> Tensor".
    private static IEnumerable<string> Schemas(string library)
    {
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(library, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewStream content = file.CreateViewStream(0, 0, MemoryMappedFileAccess.Read);
        byte[] block = new byte[1 << 24];
        int kept = 0;
        for (int read = content.Read(block, kept, block.Length - kept); read > 0; read = content.Read(block, kept, block.Length - kept))
        {
            int length = kept + read;
            foreach (string schema in SchemasOf(block, length))
            {
                yield return schema;
            }

            // One that is cut in two is found whole in the next block.
            kept = Math.Min(length, LongestSchema);
            Array.Copy(block, length - kept, block, 0, kept);
        }
    }

    private static List<string> SchemasOf(byte[] block, int length)
    {
        List<string> schemas = [];
        ReadOnlySpan<byte> text = block.AsSpan(0, length);
        for (int at = text.IndexOf(") -> "u8); at >= 0;)
        {
            int start = text[..at].LastIndexOf((byte)0) + 1;
            int end = text[at..].IndexOf((byte)0);
            if (at - start < LongestSchema && end > 0)
            {
                schemas.Add(Encoding.ASCII.GetString(text[start..at]));
            }

            int next = text[(at + 1)..].IndexOf(") -> "u8);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return schemas;
    }

    private static string? Row(string schema)
    {
        Match parts = Schema().Match(schema);
        if (!parts.Success || schema.Contains("a!) out", StringComparison.Ordinal))
        {
            return null;
        }

        string[] arguments = [.. Comma().Split(parts.Groups["arguments"].Value).Select(a => a.Split('=')[0].Trim())];
        string[] names =
            [.. arguments.Where(a => a != "*").Select(a => a.Contains(' ', StringComparison.Ordinal) ? a.Split(' ')[^1] : "?")];
        int star = Array.IndexOf(arguments, "*");
        return names.All(name => Name().IsMatch(name))
            ? $"{parts.Groups["name"].Value} {(star < 0 ? names.Length : star)} {string.Join(',', names)}"
            : null;
    }

    [GeneratedRegex(@"^(aten::)?(?<name>\w+)(\.\w+)?\((?<arguments>.+)$")]
    private static partial Regex Schema();

    // One inside of brackets belongs to a type or a default.
    [GeneratedRegex(@",(?![^\[(]*[\])])")]
    private static partial Regex Comma();

    [GeneratedRegex(@"^\w+$")]
    private static partial Regex Name();
}
