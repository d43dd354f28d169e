using System.Text.RegularExpressions;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Documentation;

/// <summary>A page of the documentation.</summary>
/// <param name="Path">Where it is, from the repository's root.</param>
/// <param name="Text">All of it, with line feeds.</param>
internal sealed partial record MarkdownFile(string Path, string Text)
{
    /// <summary>README, the pages of packages, and all of docs, those of verbs and of the paper too.</summary>
    public static IReadOnlyList<MarkdownFile> All { get; } =
    [
        .. In(RepositoryRoot.Path), .. Under("docs"), .. Under("samples"),
        .. Directory.GetDirectories(System.IO.Path.Combine(RepositoryRoot.Path, "src")).SelectMany(folder => In(folder)),
    ];

    /// <summary>Whether it was made from the command's help (<see cref="VerbPageTests"/>).</summary>
    public bool IsOfVerb => Path.StartsWith("docs/verbs/", StringComparison.Ordinal);

    /// <summary>The contents of blocks that are fenced and say one of these languages.</summary>
    public IEnumerable<string> Blocks(params string[] languages) =>
        Fence().Matches(Text).Where(m => languages.Contains(m.Groups["language"].Value)).Select(m => m.Groups["text"].Value);

    /// <summary>The command lines of fenced and indented blocks that begin with <c>curvature</c>, in one line each.</summary>
    public IEnumerable<string> Commands()
    {
        IEnumerable<string> indented =
            Fence().Replace(Text, "").Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal));
        IEnumerable<string> fenced =
            Blocks("sh", "bash").SelectMany(block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'));
        return fenced.Concat(indented).Select(line => Blanks().Replace(line.Trim(), " "))
            .Where(line => line.StartsWith("curvature ", StringComparison.Ordinal));
    }

    /// <summary>What its links point to, other than addresses and places in the page.</summary>
    public IEnumerable<string> LocalLinks() => Link().Matches(Fence().Replace(Text, "")).Select(m => m.Groups[1].Value.Split('#')[0])
        .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    private static IEnumerable<MarkdownFile> Under(string folder) =>
        In(System.IO.Path.Combine(RepositoryRoot.Path, folder), SearchOption.AllDirectories);

    private static IEnumerable<MarkdownFile> In(string folder, SearchOption depth = SearchOption.TopDirectoryOnly) =>
        from path in Directory.GetFiles(folder, "*.md", depth).Order(StringComparer.Ordinal)
        let name = System.IO.Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/')
        where !name.Split('/').Contains("bin")
        select new MarkdownFile(name, File.ReadAllText(path).ReplaceLineEndings("\n"));

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
