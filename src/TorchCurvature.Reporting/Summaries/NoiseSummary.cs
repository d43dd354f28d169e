using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The noise of gradients beside the Hessian.</summary>
internal static class NoiseSummary
{
    public static SummaryTable Table(IReadOnlyList<ExactResult> points) =>
        new SummaryBuilder<ExactResult>("noise of one example's gradient", points, p => p.Name)
            .Row("tr C", p => Show.Measured(p.Noise!.Trace, p.Noise.TraceError))
            .Row("tr(C H)", p => Show.Measured(p.Noise!.TraceWithHessian, p.Noise.TraceWithHessianError))
            .Row("overlap of C's and H's top spaces", p => $"{Show.Ratio(p.Noise!.Overlap)} of dimension {p.Noise.OverlapDimension}")
            .Row("that of random spaces", p => Show.Ratio((double)p.Noise!.OverlapDimension / p.Spectrum.Dimension))
            .Build();
}
