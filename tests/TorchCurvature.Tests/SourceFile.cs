using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests;

/// <summary>A source file of the repository.</summary>
/// <param name="Path">Where it is, from the repository's root.</param>
/// <param name="Folder">Its folder as a namespace: the project's name, and the folders inside it.</param>
/// <param name="Text">All of it.</param>
internal sealed record SourceFile(string Path, string Folder, string Text)
{
    /// <summary>The files of the projects in src, programs' entry points aside, which have no type.</summary>
    public static IReadOnlyList<SourceFile> OfProducts() => [.. Of("src").Where(f => System.IO.Path.GetFileName(f.Path) != "Program.cs")];

    /// <summary>All files in folders of the repository.</summary>
    public static IReadOnlyList<SourceFile> Of(params IEnumerable<string> folders)
    {
        SourceFile[] files = [.. folders.SelectMany(Read)];
        Assert.NotEmpty(files);
        return files;
    }

    private static IEnumerable<SourceFile> Read(string folder) =>
        from file in Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories)
        let path = System.IO.Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/')
        let parts = path.Split('/')
        where !parts.Contains("bin") && !parts.Contains("obj")
        select new SourceFile(path, string.Join('.', parts[1..^1]), File.ReadAllText(file));
}
