namespace TorchCurvature.Report.Content;

/// <summary>What a page says of one run.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Subject">What was done, in a line.</param>
/// <param name="Facts">What was looked at.</param>
/// <param name="Headlines">The numbers that matter most.</param>
/// <param name="Sections">All that is known, where the run has it.</param>
/// <param name="Rerun">The command that makes it again.</param>
/// <param name="ManifestText">All of <c>run.json</c>.</param>
/// <param name="Problems">A line for each file that could not be read.</param>
internal sealed record RunPage(
    string Name, string Subject, IReadOnlyList<Fact> Facts, IReadOnlyList<Headline> Headlines, IReadOnlyList<Section> Sections,
    string Rerun, string ManifestText, IReadOnlyList<string> Problems);
