using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;
using TorchCurvature.Cli;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Report;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Tests.Report;

namespace TorchCurvature.Tests.Cli;

/// <summary>What scripts and readers rely on: help pages, the properties of manifests, and the columns of tables.</summary>
[Collection(FinishedRuns.Name)]
public sealed class CommandContractTests(ContractRuns runs, Chromium browser) : IClassFixture<ContractRuns>
{
    private const string Folder = "Snapshots";
    private const int Width = 80;

    public static TheoryData<string> Commands => [.. Paths(CurvatureCommand.Root)];

    public static TheoryData<string> Runs => [.. ContractRuns.Names];

    [Theory]
    [MemberData(nameof(Commands))]
    public void TheHelpPageIsTheApprovedOne(string command) =>
        Snapshot.IsApproved(HelpFile(command), $"The help page of '{command}'", Help(command));

    [Theory]
    [MemberData(nameof(Commands))]
    public void AHelpPageFitsAndPutsEveryOptionIntoAGroup(string command)
    {
        string[] lines = Help(command).Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= Width, line));
        Assert.Equal(command == "curvature", lines.Contains("Other options:")); // --help and --version
        Assert.Contains("Examples:", lines);
        Assert.Contains("curvature ", lines[Array.IndexOf(lines, "Examples:") + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void TheGroupsOfASpectrumComeInTheOrderOfARun() => Assert.Equal(
        ["Data:", "Network:", "Loss:", "Training:", "Curvature:", "Precision and machine:", "Output:", "Examples:"],
        Help("spectrum").Split('\n').Where(line => line.EndsWith(':') && !line.StartsWith(' ')));

    [Theory]
    [MemberData(nameof(Runs))]
    public void ManifestAndTablesHaveTheApprovedShape(string run) =>
        Snapshot.IsApproved(RunFile(run), $"The shape of what '{run}' writes", Shape(runs[run]));

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task ThePageSaysTheNumbersOfTheManifestToAllWhoRead(string run)
    {
        using var folder = new TemporaryFolder();
        string manifest = Assert.Single(Directory.GetFiles(runs[run], "run.json", SearchOption.AllDirectories));
        await using OpenedPage page = await browser.OpenAsync(ReportPage.Write(folder.Path, [Path.GetDirectoryName(manifest)!]));
        NumbersOfPages.AssertAreThoseOf(await File.ReadAllTextAsync(manifest), run, await page.NumbersAsync());
        await page.AssertAccessibleAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public void EveryVerbThatWritesFilesHasARun()
    {
        string[] writing = [.. Paths(CurvatureCommand.Root)
            .Where(path => path is not ("curvature" or "report") && Help(path).Contains("--out ", StringComparison.Ordinal))];
        Assert.All(writing, path => Assert.Contains(ContractRuns.Names, run => run.StartsWith(FileName(path), StringComparison.Ordinal)));
    }

    [Fact]
    public void NoApprovedFileIsLeftOfAVerbThatIsGone()
    {
        IEnumerable<string> expected = [.. Paths(CurvatureCommand.Root).Select(HelpFile), .. ContractRuns.Names.Select(RunFile)];
        Assert.Equal(
            expected.Select(name => Path.GetFileName($"{name}.approved.txt")).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(RepositoryRoot.Tests, Folder), "*.approved.txt").Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheShapeTellsNamesAndKindsAndOneOfEachArray() => Assert.Equal(
        ["a: number", "b.c: string", "b.d[].e: boolean", "b.d[].f: null", "b.d[].f: number", "g[]: string", "h: empty array"],
        Properties(JsonNode.Parse(
            """{ "a": 1, "b": { "c": "x", "d": [{ "e": true, "f": null }, { "e": false, "f": 2 }] }, "g": ["y", "z"], "h": [] }"""), ""));

    private static string HelpFile(string command) => Path.Combine(Folder, $"help.{FileName(command)}");

    private static string RunFile(string run) => Path.Combine(Folder, $"run.{run}");

    private static string FileName(string command) => command.Replace(' ', '-');

    // The root, every verb, and every verb below one, as they are typed.
    private static IEnumerable<string> Paths(Command command, string above = "")
    {
        string path = command is RootCommand ? "curvature" : above + command.Name;
        return command.Subcommands.SelectMany(c => Paths(c, command is RootCommand ? "" : path + " ")).Prepend(path);
    }

    private static string Help(string command)
    {
        RootCommand root = CurvatureCommand.Root;
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage(Width);
        using var page = new StringWriter();
        string[] words = command == "curvature" ? [] : command.Split(' ');
        root.Parse([.. words, "--help"]).Invoke(new InvocationConfiguration { Output = page });

        // The number of threads is this machine's.
        return string.Join('\n', page.ToString().ReplaceLineEndings("\n").Split('\n').Select(line =>
            line.TrimStart().StartsWith("--threads", StringComparison.Ordinal)
                ? line.Replace($"[{Environment.ProcessorCount}]", "[all]", StringComparison.Ordinal)
                : line));
    }

    private static string Shape(string folder)
    {
        List<string> lines = [];
        foreach (string path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (Path.GetFileName(path) == "run.json")
            {
                lines.AddRange(Properties(JsonNode.Parse(File.ReadAllText(path)), "").Select(property => $"{name}  {property}"));
            }
            else if (Path.GetExtension(path) == ".csv")
            {
                lines.Add($"{name}  {File.ReadLines(path).First()}");
            }
        }

        return string.Join('\n', lines);
    }

    // A path and the kind of its value for each property; the elements of an array count as one.
    private static IEnumerable<string> Properties(JsonNode? node, string path) => node switch
    {
        JsonObject { Count: > 0 } json => json.SelectMany(p => Properties(p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
        JsonArray { Count: > 0 } array =>
            array.SelectMany(element => Properties(element, path + "[]")).Distinct().Order(StringComparer.Ordinal),
        JsonObject => [$"{path}: empty object"],
        JsonArray => [$"{path}: empty array"],
        null => [$"{path}: null"],
        _ => [$"{path}: {Kind(node)}"],
    };

    private static string Kind(JsonNode node) => node.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
