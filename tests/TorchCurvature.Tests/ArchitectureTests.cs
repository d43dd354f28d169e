using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Data;
using TorchCurvature.Experiments;
using TorchCurvature.Reporting;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests;

/// <summary>The rooms of the house and what each may use, read from the compiled code and from the source files.</summary>
public sealed partial class ArchitectureTests
{
    private const string Root = "TorchCurvature";

    /// <summary>Resources may be used by all and uses nothing of ours.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Resources"] = [],
        ["Statistics"] = [],
        ["Precision"] = [],
        ["Data"] = [],
        ["Models"] = [],
        ["Losses"] = [],
        ["Operators"] = [],
        ["Training"] = ["Precision", "Data", "Models", "Losses"],
        ["Curvature"] = ["Precision", "Data", "Models", "Losses", "Operators"],
        ["Eigensolvers"] = ["Precision", "Operators"],
        ["Spectra"] = ["Statistics", "Precision", "Operators", "Eigensolvers"],
        ["RandomMatrix"] = ["Spectra"],
        ["Landscape"] = ["Statistics", "Data", "Models", "Losses", "Curvature"],
        ["Studies"] = ["Precision", "Data", "Models", "Losses", "Training", "Operators", "Curvature", "Eigensolvers", "Spectra", "RandomMatrix", "Landscape"],
    };

    private static readonly Architecture s_architecture = new ArchLoader().LoadAssemblies(typeof(Batch).Assembly).Build();

    private static string SourceFolder => Path.Combine(RepositoryRoot.Path, "src", Root);

    [Fact]
    public void EveryRoomUsesOnlyTheRoomsOfItsRow()
    {
        List<string> uses = ForbiddenUses(s_mayUse);
        Assert.True(uses.Count == 0, $"The table of rooms does not allow:\n{string.Join('\n', uses)}");
    }

    /// <summary>Guards the test above: were its reading of the code blind, it could not fail.</summary>
    [Theory]
    [InlineData("Training", "Losses")]
    [InlineData("Curvature", "Operators")]
    [InlineData("Eigensolvers", "Operators")]
    public void AUseThatIsTakenOutOfTheTableIsFound(string room, string used)
    {
        Dictionary<string, string[]> stricter = new(s_mayUse) { [room] = [.. s_mayUse[room].Except([used])] };
        Assert.Contains(ForbiddenUses(stricter), use => use.Contains($" ({room}) uses {Root}.{used}.", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryTypeLivesInARoomOfTheTable() => Assert.Empty(
        OwnTypes().Where(t => RoomOf(t) is not { } room || !s_mayUse.ContainsKey(room)).Select(t => t.FullName));

    [Fact]
    public void EveryClassIsAbstractOrSealed() => Assert.Empty(
        new[] { typeof(Batch), typeof(CsvTable), typeof(Experiment), typeof(CurvatureCommand) }.SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t is { Namespace: not null, IsClass: true, IsAbstract: false, IsSealed: false }).Select(t => t.FullName));

    [Fact]
    public void TheFolderOfEveryFileIsItsNamespace()
    {
        foreach (string file in SourceFiles())
        {
            string folder = Path.GetRelativePath(SourceFolder, Path.GetDirectoryName(file)!);
            string expected = folder == "." ? Root : $"{Root}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
            Assert.Equal((file, expected), (file, Namespace().Match(File.ReadAllText(file)).Groups[1].Value));
        }
    }

    [Fact]
    public void EveryFileHoldsOneTypeAndBearsItsName()
    {
        foreach (string file in SourceFiles())
        {
            string[] types = [.. TopLevelType().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)];
            Assert.Equal((file, Path.GetFileNameWithoutExtension(file)), (file, string.Join(", ", types)));
        }
    }

    private static List<string> ForbiddenUses(Dictionary<string, string[]> mayUse) =>
        [.. from type in OwnTypes()
            let room = RoomOf(type)
            from target in type.Dependencies.Select(d => d.Target).Distinct()
            let used = RoomOf(target)
            where used is not null && used != room && used != "Resources" && !mayUse.GetValueOrDefault(room ?? "", []).Contains(used)
            select $"{type.FullName} ({room}) uses {target.FullName}."];

    private static IEnumerable<IType> OwnTypes() => s_architecture.Types.Where(t => IsOurs(t) && !t.FullName.Contains('<', StringComparison.Ordinal));

    // A generic parameter has no namespace.
    private static bool IsOurs(IType type) =>
        type.Namespace?.FullName is { } name && (name == Root || name.StartsWith(Root + ".", StringComparison.Ordinal));

    private static string? RoomOf(IType type) => IsOurs(type) ? type.Namespace.FullName.Split('.').ElementAtOrDefault(1) : null;

    private static string[] SourceFiles()
    {
        string[] files = [.. Directory.EnumerateFiles(SourceFolder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(SourceFolder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))];
        Assert.NotEmpty(files);
        return files;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:(?:class|struct|interface|enum|record(?: struct)?) |delegate [^(]* )(\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
