using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The blocks of one point.</summary>
internal static class LayerSummary
{
    public static SummaryTable Table(PointLayers point, LanczosOptions wanted) => new(
        $"{point.Point}, by layer",
        ["parameters", "λ max", "λ min", "trace"],
        [.. point.Layers.Select(layer => Row(layer, wanted))]);

    private static IReadOnlyList<string> Row(LayerSpectrum layer, LanczosOptions wanted) =>
    [
        layer.Layer.Name,
        Show.Count(layer.Layer.Length),
        layer.Largest is { } largest ? Show.Brief(largest.Value) : SpectrumSummary.Missing(wanted, SpectrumEnd.Top),
        layer.Smallest is { } smallest ? Show.Brief(smallest.BeyondError) : SpectrumSummary.Missing(wanted, SpectrumEnd.Bottom),
        layer.Estimates is [var trace, ..] ? Trace(trace) : "",
    ];

    private static string Trace(Estimate trace) => trace.Products > 0
        ? Show.Brief(trace.Value) + $" ± {Show.Error(0.5 * (trace.Upper - trace.Lower))}"
        : Show.Brief(trace.Value);
}
