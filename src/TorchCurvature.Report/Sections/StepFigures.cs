using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Figures of columns over the steps of a training, where their files have them.</summary>
internal static class StepFigures
{
    /// <summary>A figure of some columns; null where there is none of them, or no number in them.</summary>
    public static Figure? Of(
        CsvFile file, string id, string title, string caption, Axis y, params (string Label, string Column, SeriesStyle Style)[] columns)
    {
        double[] steps = file.Numbers("step");
        Series[] series =
        [
            .. from column in columns
               where file.Has(column.Column)
               let values = file.Numbers(column.Column)
               where values.Any(double.IsFinite)
               select new Series(column.Label, column.Style, steps, values),
        ];
        return series.Length > 0 ? new Figure(id, title, caption, FigureKind.Lines, Steps, y, series) : null;
    }

    /// <summary>The axis of steps.</summary>
    public static Axis Steps => new("step") { Otherwise = AxisScale.SymmetricLog };

    /// <summary>An axis of losses and other positive numbers.</summary>
    public static Axis Positive(string label) => new(label, AxisScale.Log) { Otherwise = AxisScale.Linear };
}
