using System.Text;
using System.Text.RegularExpressions;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>A good input of a reader, whose files are damaged one at a time.</summary>
/// <param name="Target">What the reader is given: a name among the files, or nothing for their folder.</param>
/// <param name="Files">The files by name, with <c>/</c> between folders.</param>
internal sealed partial record FuzzExample(string Target, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>An example of one file.</summary>
    public static FuzzExample Of(string name, byte[] content) => new(name, new Dictionary<string, byte[]> { [name] = content });

    /// <summary>An example of one file that exists.</summary>
    public static FuzzExample Of(string path) => Of(Path.GetFileName(path), File.ReadAllBytes(path));

    /// <summary>An example that is a folder with all of its files.</summary>
    public static FuzzExample OfFolder(string folder) => new(
        "",
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes));

    /// <summary>The same without the seals of the library's files: a hash, words, their length and a mark; or a member of JSON.</summary>
    public FuzzExample Unsealed() => this with { Files = Files.ToDictionary(file => file.Key, file => WithoutSeal(file.Value)) };

    private static byte[] WithoutSeal(byte[] content)
    {
        ReadOnlySpan<byte> mark = "TCSEAL"u8;
        const int HashLength = 32;
        if (content.AsSpan().EndsWith(mark))
        {
            return content[..^(mark.Length + 1 + content[^(mark.Length + 1)] + HashLength)];
        }

        return content is [(byte)'{', ..] ? Encoding.UTF8.GetBytes(SealInJson().Replace(Encoding.UTF8.GetString(content), "\n}")) : content;
    }

    [GeneratedRegex("""
        ,\s*"seal": "[^"]*"\s*}\s*$
        """)]
    private static partial Regex SealInJson();
}
