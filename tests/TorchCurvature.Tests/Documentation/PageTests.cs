using System.Text.RegularExpressions;
using System.Xml.Linq;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Documentation;

/// <summary>What pages say of other files is so: C# blocks, links, numbers of formulas, the version.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void EveryBlockOfCSharpIsAProgramOfTheSamplesOrOfTheTests()
    {
        string[] programs = [.. SourceFile.Of("samples").Select(file => file.Text.ReplaceLineEndings("\n").Trim('\n'))];
        (string Path, string Block)[] blocks =
            [.. from page in MarkdownFile.All from block in page.Blocks("csharp", "cs", "c#") select (page.Path, block.Trim('\n'))];
        Assert.Contains(blocks, block => block.Path == "README.md");

        // CSharpPageTests compares docs/csharp.md with what they compile.
        Assert.All(blocks.Where(block => block.Path != "docs/csharp.md"), block => Assert.Contains(block.Block, programs));
    }

    [Fact]
    public void EveryLinkHasItsFile() => Assert.All(
        from page in MarkdownFile.All from link in page.LocalLinks() select (page.Path, Link: link),
        found => Assert.True(
            Path.Exists(Path.Combine(RepositoryRoot.Path, Path.GetDirectoryName(found.Path)!, found.Link)),
            $"{found.Path} points to {found.Link}, which is not there."));

    [Fact]
    public void FormulasAreNumberedInOrder()
    {
        int[] numbers = FormulaNumbers();
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [Fact]
    public void EveryFormulaThatTheCodeCitesIsThere()
    {
        int[] cited = [.. SourceFile.Of("src", "tests", "benchmarks", "samples")
            .SelectMany(file => Citation().Matches(file.Text)).SelectMany(m => Number().Matches(m.Value))
            .Select(m => int.Parse(m.Value, null))];
        Assert.NotEmpty(cited);
        Assert.All(cited, number => Assert.Contains(number, FormulaNumbers()));
    }

    [Fact]
    public void TheVersionIsTheSameEverywhere()
    {
        string version = XDocument.Load(Path.Combine(RepositoryRoot.Path, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Contains($"\n## {version} ", Read("CHANGELOG.md"), StringComparison.Ordinal);
        Assert.Contains($"\nversion: {version}\n", Read("CITATION.cff"), StringComparison.Ordinal);
        Assert.StartsWith(version + ".", typeof(EmpiricalRiskExtensions).Assembly.GetName().Version!.ToString(), StringComparison.Ordinal);
    }

    private static int[] FormulaNumbers() =>
        [.. Formula().Matches(Read("docs/mathematics.md")).Select(m => int.Parse(m.Groups[1].Value, null))];

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^    \((\d+)\) ", RegexOptions.Multiline)]
    private static partial Regex Formula();

    [GeneratedRegex(@"mathematics\.md \(\d+\)((, | and | to |\s+)\(\d+\))*")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
