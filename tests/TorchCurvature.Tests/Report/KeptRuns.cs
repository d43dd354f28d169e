using TorchCurvature.Report;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Report;

/// <summary>Pages of runs whose files are kept beside the tests, so that their numbers never change.</summary>
internal static class KeptRuns
{
    // Three sections of a spectrum, the five verbs that draw each in their own way, and two runs beside each other.
    private static readonly Dictionary<string, string[]> s_folders = new()
    {
        ["exact"] = ["exact"],
        ["density"] = ["density"],
        ["train"] = ["train"],
        ["track"] = ["track"],
        ["line"] = ["line"],
        ["plane"] = ["plane"],
        ["comparison"] = ["large-batch", "small-batch"],
    };

    public static IEnumerable<string> Kinds => s_folders.Keys;

    /// <summary>Writes the page of one kind into a folder.</summary>
    /// <returns>The path of the page.</returns>
    public static string WritePage(string kind, TemporaryFolder folder) => ReportPage.Write(
        folder[kind], [.. s_folders[kind].Select(name => Path.Combine(RepositoryRoot.Tests, "Report", "Assets", "runs", name))]);
}
