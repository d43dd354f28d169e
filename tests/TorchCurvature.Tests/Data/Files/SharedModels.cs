using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>The models of PyTorch with their data and truth, which are not in the repository.</summary>
internal static class SharedModels
{
    /// <summary>Their folder; null where there is none.</summary>
    public static string? Folder { get; } = new[]
    {
        Path.Combine(RepositoryRoot.Path, "..", "shared", "models"),
        Path.Combine(Environment.GetEnvironmentVariable("TORCHCURVATURE_DATA") ?? ".", "..", "models"),
    }.Select(Path.GetFullPath).FirstOrDefault(Directory.Exists);

    /// <summary>Their folder, where there is one; otherwise the test is skipped.</summary>
    public static string Require()
    {
        Assert.SkipWhen(Folder is null, "The models of PyTorch are neither in ../shared/models nor beside TORCHCURVATURE_DATA.");
        return Folder;
    }
}
