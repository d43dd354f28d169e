using TorchCurvature.Reporting.Summaries;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>What a study found, for the manifest and for the terminal.</summary>
internal sealed record StudyOutcome<TResults>(TResults Results, params IReadOnlyList<SummaryTable> Tables);
