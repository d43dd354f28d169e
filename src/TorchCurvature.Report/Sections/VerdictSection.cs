using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>What an experiment of the paper found of its claims.</summary>
internal static class VerdictSection
{
    public static Section? Of(RunFolder run)
    {
        IReadOnlyList<Cell>[] rows =
        [
            .. run.Manifest["verdicts"].Items.Select(verdict => (IReadOnlyList<Cell>)
            [
                new Cell(verdict["claim"].Text), new Cell(verdict["outcome"].Text.Replace('-', ' ')),
                new Cell(verdict["evidence"].Text.Replace("\\|", "|", StringComparison.Ordinal)),
            ]),
        ];
        return rows.Length > 0
            ? new Section(
                "verdicts", "Claims", [], [new PageTable("claims", "Claims of the paper", ["claim", "outcome", "evidence"], rows)])
            : null;
    }
}
