using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary><c>noise.csv</c>: the noise of gradients beside the Hessian.</summary>
public static class NoiseTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "noise.csv";

    /// <summary>Writes it, where the noise was looked at.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="points">The points.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<ExactResult> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (!points.Any(p => p.Noise is not null))
        {
            return;
        }

        var rows =
            from point in points
            from quantity in Quantities(point.Noise!)
            select new { Point = point.Name, Quantity = quantity.Key, quantity.Value };
        CsvTable.Write(run, FileName, rows, [new("point", r => r.Point), new("quantity", r => r.Quantity), new("value", r => r.Value)]);
    }

    private static KeyValuePair<string, double>[] Quantities(GradientNoise noise) =>
    [
        new("trace", noise.Trace),
        new("trace_error", noise.TraceError),
        new("trace_with_hessian", noise.TraceWithHessian),
        new("trace_with_hessian_error", noise.TraceWithHessianError),
        new("overlap_dimension", noise.OverlapDimension),
        new("overlap", noise.Overlap),
    ];
}
