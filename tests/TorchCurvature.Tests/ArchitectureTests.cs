using System.Text.RegularExpressions;
using TorchCurvature.Cli;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Faults.Fuzzing;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Report;
using TorchCurvature.Reporting;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests;

/// <summary>
/// The rooms of the house and what each may use, read from the compiled code and from the source files of every assembly.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] s_library =
    [
        "Resources", "Statistics", "Precision", "Settings", "Mpi", "Data", "Models", "Losses", "Operators", "Sharing", "Training",
        "Curvature", "Eigensolvers", "Spectra", "RandomMatrix", "Landscape", "Studies",
    ];

    private static readonly House s_libraryHouse = new(
        "library",
        "TorchCurvature",
        new()
        {
            ["Resources"] = [],
            ["Statistics"] = [],
            ["Precision"] = ["Resources"],
            ["Settings"] = ["Resources"],
            ["Mpi"] = ["Resources"],
            ["Data"] = ["Resources", "Settings"],
            ["Models"] = ["Resources", "Settings", "Data"],
            ["Losses"] = ["Resources", "Settings"],
            ["Operators"] = ["Resources", "Precision"],
            ["Sharing"] = ["Resources", "Settings", "Mpi", "Data", "Models", "Losses"],
            ["Training"] = ["Resources", "Precision", "Settings", "Data", "Models", "Losses", "Sharing"],
            ["Curvature"] = ["Resources", "Precision", "Data", "Models", "Losses", "Operators", "Sharing"],
            ["Eigensolvers"] = ["Resources", "Precision", "Operators"],
            ["Spectra"] = ["Resources", "Statistics", "Precision", "Operators", "Eigensolvers"],
            ["RandomMatrix"] = ["Resources", "Spectra"],
            ["Landscape"] = ["Resources", "Statistics", "Data", "Models", "Losses", "Sharing", "Curvature"],
            ["Studies"] = [.. s_library.Except(["Studies"])],
            [""] = s_library,
            ["Reporting"] = s_library,
        },
        typeof(Batch).Assembly,
        typeof(CsvTable).Assembly);

    private static readonly House s_experiments = new(
        "experiments",
        "TorchCurvature.Experiments",
        new()
        {
            ["Cells"] = [],
            ["Framework"] = ["Cells"],
            ["Panels"] = ["Framework"],
            ["Knees"] = ["Framework"],
            ["Networks"] = ["Cells"],
            ["Blobs"] = ["Cells", "Framework", "Networks"],
            ["Figure1"] = ["Framework", "Cells", "Networks", "Blobs", "Claims"],
            ["Figure2"] = ["Framework", "Panels", "Networks", "Blobs", "Claims"],
            ["Figure3"] = ["Framework", "Panels", "Networks", "Blobs", "Claims"],
            ["Table1"] = ["Framework", "Cells", "Networks", "Blobs", "Claims", "Panels"],
            ["Widths"] = ["Framework", "Panels", "Knees", "Networks", "Cells", "Claims"],
            ["BatchSizes"] = ["Framework", "Panels", "Knees", "Networks", "Cells", "Claims"],
            ["Basins"] = ["Framework", "Cells", "Networks", "Claims"],
            ["AppendixB"] = ["Framework", "Cells", "Networks", "Blobs", "Claims"],
            ["Claims"] = ["Framework", "Knees"],
            ["Descents"] = ["Framework", "Panels", "Networks", "Cells", "Claims"],
            ["SecondTerm"] = ["Framework", "Panels", "Networks", "Cells", "Claims"],
            ["Starts"] = ["Framework", "Panels", "Networks", "Cells", "Claims"],
            ["Singularity"] = ["Framework", "Panels", "Networks", "Cells", "Claims"],
            ["LinearModel"] = ["Framework", "Networks", "Cells", "Claims"],
            ["LinearRanks"] = ["Framework", "Cells", "Panels", "Networks"],
            ["EdgeOfStability"] = ["Framework", "Cells", "Panels"],
            ["ClassLevels"] = ["Framework", "Cells", "Panels", "Networks"],
            ["TopSubspace"] = ["Framework", "Cells", "Panels"],
            ["Branches"] = ["Framework", "Cells", "Panels"],
            ["Normalization"] = ["Framework", "Cells", "Panels", "Networks"],
            ["Blocks"] = ["Framework", "Cells", "Panels", "Networks"],
            [""] =
            [
                "Framework", "Figure1", "Figure2", "Figure3", "Table1", "Widths", "BatchSizes", "Basins", "AppendixB", "Claims", "Descents",
                "SecondTerm", "Starts", "Singularity", "LinearModel",
                "LinearRanks", "EdgeOfStability", "ClassLevels", "TopSubspace", "Branches", "Normalization", "Blocks",
            ],
        },
        typeof(Experiment).Assembly);

    private static readonly House s_cli = new(
        "command",
        "TorchCurvature.Cli",
        new()
        {
            ["CommandLine"] = [],
            ["Problems"] = ["CommandLine"],
            ["SpectrumVerb"] = ["CommandLine", "Problems"],
            ["TrainVerb"] = ["CommandLine", "Problems"],
            ["TrackVerb"] = ["CommandLine", "Problems"],
            ["LandscapeVerbs"] = ["CommandLine", "Problems"],
            ["ReproduceVerb"] = ["CommandLine"],
            ["TheoryVerb"] = ["CommandLine"],
            ["ReportVerb"] = ["CommandLine"],
            [""] =
            [
                "CommandLine", "SpectrumVerb", "TrainVerb", "TrackVerb", "LandscapeVerbs", "ReproduceVerb", "TheoryVerb", "ReportVerb",
            ],
        },
        typeof(CurvatureCommand).Assembly);

    private static readonly House s_pyTorch = new(
        "files of PyTorch",
        "TorchCurvature.PyTorch",
        new()
        {
            ["Archives"] = [],
            ["Pickles"] = ["Archives"],
            ["Programs"] = ["Archives", "Pickles"],
            ["Checkpoints"] = ["Archives", "Checks", "Pickles", "Programs"],
            ["Scripts"] = ["Archives", "Checks"],
            ["Checks"] = ["Archives"],
            [""] = ["Archives", "Checkpoints", "Checks", "Programs", "Scripts"],
        },
        typeof(ExportedProgramFile).Assembly);

    private static readonly House s_report = new(
        "page",
        "TorchCurvature.Report",
        new()
        {
            ["Folders"] = [],
            ["Content"] = [],
            ["Sections"] = ["Folders", "Content"],
            ["Html"] = ["Content"],
            [""] = ["Folders", "Content", "Sections", "Html"],
        },
        typeof(ReportPage).Assembly);

    private static readonly House s_faults = new(
        "faults",
        "TorchCurvature.Faults",
        new()
        {
            ["Programs"] = [],
            ["Fuzzing"] = [],
            ["Kills"] = ["Programs"],
            ["Disk"] = ["Programs"],
            ["Messages"] = [],
            ["Mutations"] = [],
            ["Soak"] = ["Programs"],
            ["Memory"] = ["Programs"],
        },
        typeof(FuzzTally).Assembly);

    private static readonly House[] s_houses = [s_libraryHouse, s_pyTorch, s_experiments, s_report, s_cli, s_faults];

    public static TheoryData<string> Houses { get; } = [.. s_houses.Select(h => h.Name)];

    [Theory, MemberData(nameof(Houses))]
    public void EveryRoomUsesOnlyTheRoomsOfItsRow(string house)
    {
        List<string> uses = Named(house).ForbiddenUses();
        Assert.True(uses.Count == 0, $"The table of rooms does not allow:\n{string.Join('\n', uses)}");
    }

    /// <summary>Guards the test above: were its reading of the code blind, it could not fail.</summary>
    [Theory]
    [InlineData("library", "Training", "Losses")]
    [InlineData("library", "Curvature", "Operators")]
    [InlineData("library", "Eigensolvers", "Operators")]
    [InlineData("library", "Reporting", "Spectra")]
    [InlineData("library", "", "Eigensolvers")]
    [InlineData("files of PyTorch", "Programs", "Pickles")]
    [InlineData("experiments", "Framework", "Cells")]
    [InlineData("experiments", "Table1", "Blobs")]
    [InlineData("experiments", "", "Basins")]
    [InlineData("page", "Sections", "Folders")]
    [InlineData("page", "Html", "Content")]
    [InlineData("command", "TheoryVerb", "CommandLine")]
    [InlineData("command", "", "ReproduceVerb")]
    [InlineData("faults", "Kills", "Programs")]
    public void AUseThatIsTakenOutOfTheTableIsFound(string house, string room, string used)
    {
        House whole = Named(house);
        Dictionary<string, string[]> stricter = new(whole.MayUse) { [room] = [.. whole.MayUse[room].Except([used])] };
        string user = room.Length == 0 ? "(the root)" : $"({room})";
        Assert.Contains(
            whole.ForbiddenUses(stricter),
            use => use.Contains($" {user} uses ", StringComparison.Ordinal) && use.EndsWith($"({used}).", StringComparison.Ordinal));
    }

    /// <summary>A room inside a room has a row of its own where the table has one.</summary>
    [Fact]
    public void ANamespaceInsideARoomCanHaveARowOfItsOwn()
    {
        Dictionary<string, string[]> rows = new(s_libraryHouse.MayUse) { ["Curvature.Exact"] = ["Resources", "Models", "Losses"] };
        Assert.Contains(
            new House("rows", "TorchCurvature", rows, typeof(Batch).Assembly).ForbiddenUses(),
            use => use.Contains("(Curvature) uses TorchCurvature.Curvature.Exact.", StringComparison.Ordinal));
    }

    /// <summary>What the page for people says is what the tables here say.</summary>
    [Fact]
    public void ThePageHasTheSameTablesOfRooms()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "ARCHITECTURE.md")).ReplaceLineEndings("\n");
        string[] tables = [.. page.Split("| room |").Skip(1).Select(table => table.Split("\n\n")[0])];
        Assert.Equal(s_houses.Select(TableOf), tables.Select(table => string.Join('\n', Row().Matches(table).Select(RowOf).Order())));

        static string TableOf(House house) => string.Join(
            '\n', house.MayUse.Select(row => $"{row.Key}: {string.Join(", ", row.Value.Except(["Resources"]).Order())}").Order());

        static string RowOf(Match row)
        {
            string name = row.Groups[1].Value == "the root" ? "" : row.Groups[1].Value.Trim('`');
            string[] used = row.Groups[2].Value switch
            {
                "nothing of ours" => [],
                "the library" => [.. s_library.Except([name, "Resources"])],
                var rooms => rooms.Split(", "),
            };
            return $"{name}: {string.Join(", ", used.Order())}";
        }
    }

    [Theory, MemberData(nameof(Houses))]
    public void NoRoomUsesOneThatUsesIt(string house) => Assert.Null(Named(house).Cycle());

    [Fact]
    public void ACycleIsFound() => Assert.Equal(
        "a uses b uses c uses a",
        new House("cycle", "None", new() { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["a"] }, typeof(Experiment).Assembly).Cycle());

    [Theory, MemberData(nameof(Houses))]
    public void EveryTypeLivesInARoomOfTheTable(string house) => Assert.Empty(Named(house).TypesOutsideEveryRoom());

    [Theory, MemberData(nameof(Houses))]
    public void EveryClassIsAbstractOrSealed(string house) => Assert.Empty(
        Named(house).Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t is { Namespace: not null, IsClass: true, IsAbstract: false, IsSealed: false })
            .Select(t => t.FullName));

    [Fact]
    public void TheFolderOfEveryFileIsItsNamespace()
    {
        foreach (SourceFile file in SourceFile.OfProducts())
        {
            Assert.Equal((file.Path, file.Folder), (file.Path, Namespace().Match(file.Text).Groups[1].Value));
        }
    }

    [Fact]
    public void EveryFileHoldsOneTypeAndBearsItsName()
    {
        foreach (SourceFile file in SourceFile.OfProducts())
        {
            string[] types = [.. TopLevelType().Matches(file.Text).Select(m => m.Groups[1].Value)];
            Assert.Equal((file.Path, Path.GetFileNameWithoutExtension(file.Path)), (file.Path, string.Join(", ", types)));
        }
    }

    private static House Named(string name) => s_houses.Single(h => h.Name == name);

    [GeneratedRegex(@"^\| (the root|`\w+`) \|.*\| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:(?:class|struct|interface|enum|record(?: struct)?) |delegate [^(]* )(\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
