using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The noise of stochastic gradients beside the Hessian.</summary>
internal static class NoiseSection
{
    public static Section? Of(RunFolder run) => run.From("noise.csv", file => new Section(
        "noise", "Gradient noise", [],
        [new PageTable(
            "noise-numbers", "Gradient covariance C beside the Hessian H", ["point", "quantity", "value"],
            [.. file.Rows.Select(row => (IReadOnlyList<Cell>)
            [
                new Cell(Points.Name(file.Text(row, "point"))), new Cell(Name(file.Text(row, "quantity"))),
                Cells.Text(file.Text(row, "value")),
            ])])]));

    private static string Name(string quantity) => quantity switch
    {
        "trace" => "tr C",
        "trace_error" => "tr C, bound of rounding",
        "trace_with_hessian" => "tr(C H)",
        "trace_with_hessian_error" => "tr(C H), bound of rounding",
        "overlap_dimension" => "dimension of the overlap",
        "overlap" => "overlap of the top eigenspaces of C and H",
        _ => quantity,
    };
}
