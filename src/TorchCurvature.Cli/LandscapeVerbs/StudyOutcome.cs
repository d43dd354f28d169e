using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>What a study found.</summary>
/// <param name="Results">For the manifest.</param>
/// <param name="WriteFiles">Writes tables and figures.</param>
/// <param name="Tables">For the terminal.</param>
internal sealed record StudyOutcome<TResults>(TResults Results, Action<RunDirectory> WriteFiles, params IReadOnlyList<SummaryTable> Tables)
    : IDisposable
{
    /// <summary>What the files are written from, to be disposed of after them; null for nothing.</summary>
    public IDisposable? Owned { get; init; }

    public void Dispose() => Owned?.Dispose();
}
