using System.CommandLine;
using TorchCurvature.Cli;
using TorchCurvature.Tests.Cli;

namespace TorchCurvature.Tests.Documentation;

/// <summary>Every command line in README and docs is right, and all that take seconds run.</summary>
[Collection(FinishedRuns.Name)]
public sealed class DocumentedCommandTests(DocumentedRuns runs) : IClassFixture<DocumentedRuns>
{
    public static TheoryData<string> Runnable => [.. DocumentedCommands.Run.Keys];

    [Fact]
    public void EveryCommandLineIsParsed() => Assert.All(Lines(MarkdownFile.All), AssertParsed);

    [Fact]
    public void EveryCommandLineOutsideOfHelpIsRunOrHasItsReasonWhyNot()
    {
        // The examples of help pages are of verbs that CommandContractTests run.
        string[] lines = [.. Lines(MarkdownFile.All.Where(page => !page.IsOfVerb))];
        Assert.NotEmpty(lines);
        Assert.Equal(
            lines.Distinct().Order(StringComparer.Ordinal),
            DocumentedCommands.Run.Keys.Concat(DocumentedCommands.OnlyParsed.Keys).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Runnable))]
    public void ItRunsAndLeavesItsResults(string line)
    {
        (int exitCode, string error) = runs[line];
        Assert.Equal((0, ""), (exitCode, error));
        Assert.NotEmpty(Directory.GetFiles(runs.FolderOf(line), "*.csv"));
    }

    [Fact]
    public void AWrongOptionIsFound() =>
        Assert.ThrowsAny<Exception>(() => AssertParsed("curvature spectrum --data blobs --class 5 --out runs/first"));

    [Fact]
    public void CommandsAreTakenFromFencedAndFromIndentedLines() => Assert.Equal(
        ["curvature a --b c", "curvature d"],
        new MarkdownFile(
            "page.md", "```sh\ncd x\ncurvature a \\\n  --b c\n```\n\n    curvature d\n\n```text\ncurvature e\n```\n").Commands());

    private static IEnumerable<string> Lines(IEnumerable<MarkdownFile> pages) => pages.SelectMany(page => page.Commands());

    private static void AssertParsed(string line)
    {
        // The file of a manifest need not be there.
        ParseResult parsed = CurvatureCommand.Root.Parse(DocumentedRuns.Words(line));
        Assert.True(parsed.Errors.Count == 0, $"{line}\n{string.Join('\n', parsed.Errors.Select(e => e.Message))}");
    }
}
