namespace TorchCurvature.Tests.Contracts;

/// <summary>The folder of the working copy that these tests were built in.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string Tests => System.IO.Path.Combine(Path, "tests", "TorchCurvature.Tests");

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "TorchCurvature.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds TorchCurvature.slnx.");
    }
}
