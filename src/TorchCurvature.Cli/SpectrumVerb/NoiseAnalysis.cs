using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature;
using TorchCurvature.Operators;
using TorchCurvature.Reporting;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What <c>--noise</c> adds at one point.</summary>
internal sealed record NoiseAnalysis(GradientNoise Noise, double Seconds)
{
    public const string FileName = "noise.csv";

    /// <summary>Compares the noise with the Hessian, in the space of so many of its top eigenvectors.</summary>
    public static NoiseAnalysis Compute(EmpiricalRisk risk, DenseOperator hessian, int topDimension, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using DenseOperator noise = GradientNoiseCovariance.Matrix(risk, cancellation);
        GradientNoise comparison = GradientNoise.Compute(hessian, noise, topDimension, cancellation);
        return new NoiseAnalysis(comparison, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public static void Write(RunDirectory directory, IReadOnlyList<PointAnalysis> points)
    {
        if (points.Any(p => p.Noise is not null))
        {
            CsvTable.Write(
                directory, FileName, "point,quantity,value",
                points.SelectMany(p => p.Noise!.Quantities.Select(FormattableString (q) => $"{p.Name},{q.Name},{q.Value:G17}")));
        }
    }

    public static IRenderable Table(IReadOnlyList<PointAnalysis> points)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("noise of one example's gradient");
        foreach (PointAnalysis point in points)
        {
            table.AddColumn(new TableColumn(point.Name).RightAligned());
        }

        Row("tr C", p => Show.Measured(p.Noise.Trace, p.Noise.TraceError));
        Row("tr(C H)", p => Show.Measured(p.Noise.TraceWithHessian, p.Noise.TraceWithHessianError));
        Row("overlap of C's and H's top spaces", p => $"{Show.Ratio(p.Noise.Overlap)} of dimension {p.Noise.OverlapDimension}");
        table.AddRow(
            ["that of random spaces", .. points.Select(p => Show.Ratio((double)p.Noise!.Noise.OverlapDimension / p.Spectrum.Dimension))]);
        return table;

        void Row(string label, Func<NoiseAnalysis, string> cell) => table.AddRow([label, .. points.Select(p => cell(p.Noise!))]);
    }

    private IEnumerable<(string Name, double Value)> Quantities =>
    [
        ("trace", Noise.Trace),
        ("trace_error", Noise.TraceError),
        ("trace_with_hessian", Noise.TraceWithHessian),
        ("trace_with_hessian_error", Noise.TraceWithHessianError),
        ("overlap_dimension", Noise.OverlapDimension), ("overlap", Noise.Overlap),
    ];
}
