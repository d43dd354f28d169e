using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Framework;

/// <summary>A result of a paper that came after the first one.</summary>
internal abstract class LaterExperiment : Experiment
{
    /// <summary>Authors, title, and where the paper is found.</summary>
    protected abstract string Source { get; }

    /// <summary>The number that the paper prints beside ours, or that it prints none to compare, in sentences.</summary>
    protected abstract string Printed { get; }

    /// <inheritdoc/>
    internal override string Heading => Source[..Source.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>Writes the page, which ends with the paper and its number.</summary>
    protected void WritePage(
        RunDirectory directory, ExperimentContext context, IReadOnlyList<Verdict> verdicts, string text) =>
        ExperimentPage.Write(directory, this, context, verdicts, $"{text.Trim()}\n\n{Source}. {Printed}");
}
