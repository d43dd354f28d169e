using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>A smoothed density with its band, as several tables have it.</summary>
internal static class DensityCurve
{
    public static Series Of(CsvFile file, string name, IEnumerable<string[]> rows, bool isShown)
    {
        string[][] all = [.. rows];
        return new Series(name, SeriesStyle.Line, file.Numbers(all, "eigenvalue"), file.Numbers(all, "density"))
        {
            Lower = file.Has("lower") ? file.Numbers(all, "lower") : null,
            Upper = file.Has("upper") ? file.Numbers(all, "upper") : null,
            Also = file.Has("quadrature_bound") ? [new Column("quadrature bound", file.Numbers(all, "quadrature_bound"))] : [],
            Group = name,
            IsShown = isShown,
        };
    }

    /// <summary>
    /// The axis of densities, down to half of a single eigenvalue of P that is smeared over all of the range: smoothing leaves tails of
    /// hundreds of decades.
    /// </summary>
    public static Axis Axis(Manifest parameters, double[] places) => new("density", AxisScale.Log)
    {
        Otherwise = AxisScale.Linear,
        Floor = parameters.IsNumber && places.Max() > places.Min() ? 0.5 / (parameters.Number * (places.Max() - places.Min())) : null,
    };
}
