using System.Text;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Framework;

/// <summary>
/// The page of an experiment, <c>README.md</c> in its folder: the picture, the paper's claims with their verdicts, and the numbers.
/// </summary>
internal static class ExperimentPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="directory">The experiment's folder.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="context">Preset and seeds.</param>
    /// <param name="verdicts">What was found of the paper's claims.</param>
    /// <param name="text">What the reader sees in the picture, and tables; Markdown.</param>
    public static void Write(
        RunDirectory directory, Experiment experiment, ExperimentContext context, IReadOnlyList<Verdict> verdicts, string text)
    {
        var page = new StringBuilder();
        page.Append($"# {experiment.Heading}: {experiment.Title}\n\n");
        page.Append($"![{experiment.Title}]({experiment.Name}.png)\n\n");
        if (context.Preset == Preset.Smoke)
        {
            page.Append("Smoke size: small networks and stand-in data, to see that everything works. The numbers mean nothing.\n\n");
        }

        page.Append(PageTable.Of(
            verdicts,
            new("claim of the paper", v => $"{PageTable.Escaped(v.Claim)}"),
            new("verdict", v => $"{PageTable.Marked(v.Outcome)}"),
            new("by which number", v => $"{PageTable.Escaped(v.Evidence)}")));
        string preset = context.Preset.ToString().ToLowerInvariant();
        string command = $"curvature reproduce {experiment.Name} --preset {preset} --seeds {context.Seeds}";
        IEnumerable<string> tables = experiment.Files.Where(f => f.EndsWith(".csv", StringComparison.Ordinal)).Select(f => $"[{f}]({f})");
        page.Append($"\n\n{text.Trim()}\n\nMade by `{command}`; the numbers are in {string.Join(", ", tables)}.\n");
        directory.WriteText("README.md", page.ToString());
    }
}
