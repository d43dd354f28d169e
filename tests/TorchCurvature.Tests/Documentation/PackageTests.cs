using System.IO.Compression;
using System.Xml.Linq;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Documentation;

/// <summary>
/// What is in the packages that build/pack.sh made. Skipped where it made none; build/try-packages.sh installs and runs them.
/// </summary>
public sealed class PackageTests
{
    private const string ToolFolder = "tools/net10.0/linux-x64/";

    private static readonly string[] s_needed =
        ["curvature", "curvature.dll", "curvature.deps.json", "TorchCurvature.PyTorch.dll", "libtorch_cpu.so", "libLibTorchSharp.so"];

    // libtorch's own, which need Python or a test.
    private static readonly string[] s_unneeded = ["torch_python", "torchbind_test", "jitbackend_test", "nnapi_backend"];

    public static TheoryData<string> Packages =>
        ["TorchCurvature", "TorchCurvature.PyTorch", "TorchCurvature.Reporting", "TorchCurvature.Cli", "TorchCurvature.Cli.linux-x64"];

    public static TheoryData<string> Libraries => ["TorchCurvature", "TorchCurvature.PyTorch", "TorchCurvature.Reporting"];

    [Theory, MemberData(nameof(Packages))]
    public void ItSaysWhatItIs(string id)
    {
        using ZipArchive package = Open(id, "nupkg");
        XElement metadata = Metadata(package);
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Contains("hessian", Value(metadata, "tags"), StringComparison.Ordinal);
        Assert.NotEmpty(Value(metadata, "releaseNotes"));
        Assert.DoesNotContain("Package Description", Value(metadata, "description"), StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry("README.md"));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void ALibraryHasItsDocumentationSymbolsAndExactDependencies(string id)
    {
        using ZipArchive package = Open(id, "nupkg"), symbols = Open(id, "snupkg");
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.xml"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{id}.pdb"));
        XElement metadata = Metadata(package);
        string version = Value(metadata, "version");
        XElement[] own = [.. metadata.Descendants().Where(e => e.Name.LocalName == "dependency"
            && e.Attribute("id")!.Value.StartsWith("TorchCurvature", StringComparison.Ordinal))];
        Assert.Equal(id == "TorchCurvature" ? 0 : 1, own.Length);
        Assert.All(own, dependency => Assert.Equal($"[{version}]", dependency.Attribute("version")!.Value));
    }

    [Fact]
    public void TheLibraryBringsTheTargetThatRelaxesTheSymbolVersion()
    {
        using ZipArchive package = Open("TorchCurvature", "nupkg");
        Assert.NotNull(package.GetEntry("buildTransitive/TorchCurvature.targets"));
        Assert.NotNull(package.GetEntry("buildTransitive/WeakenSymbolVersion.cs"));
    }

    [Fact]
    public void TheToolHasWhatItRunsAndNothingOfPythons()
    {
        using ZipArchive package = Open("TorchCurvature.Cli.linux-x64", "nupkg");
        string[] files = [.. package.Entries.Where(e => e.FullName.StartsWith(ToolFolder, StringComparison.Ordinal)).Select(e => e.Name)];
        Assert.Empty(s_needed.Except(files));
        Assert.DoesNotContain(files, file => s_unneeded.Any(name => file.Contains(name, StringComparison.Ordinal)));
        Assert.DoesNotContain(files, file => file.EndsWith(".xml", StringComparison.Ordinal) && file != "DotnetToolSettings.xml");
    }

    [Fact]
    public void ThePointerOfTheToolNamesItsSystems()
    {
        using ZipArchive package = Open("TorchCurvature.Cli", "nupkg");
        ZipArchiveEntry settings = package.Entries.Single(e => e.Name == "DotnetToolSettings.xml");
        using Stream stream = settings.Open();
        XDocument document = XDocument.Load(stream);
        Assert.Equal("curvature", document.Descendants("Command").Single().Attribute("Name")!.Value);
        Assert.Contains(
            "TorchCurvature.Cli.linux-x64", document.Descendants("RuntimeIdentifierPackage").Select(e => e.Attribute("Id")!.Value));
    }

    private static ZipArchive Open(string id, string extension)
    {
        string version = XDocument.Load(Path.Combine(RepositoryRoot.Path, "Directory.Build.props")).Descendants("Version").Single().Value;
        string path = Path.Combine(RepositoryRoot.Path, "artifacts", "packages", $"{id}.{version}.{extension}");
        Assert.SkipUnless(File.Exists(path), $"There is no '{path}': build/pack.sh linux-x64 makes it.");
        return ZipFile.OpenRead(path);
    }

    private static XElement Metadata(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    }

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value ?? "";
}
