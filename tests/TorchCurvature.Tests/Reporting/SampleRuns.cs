using TorchCurvature.Spectra;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Reporting;

/// <summary>Spectra and histories like those of a 100–30–30–5 network with 4115 parameters, made up.</summary>
internal static class SampleRuns
{
    private const int Dimension = 4115;

    /// <summary>Five outliers, a decaying bulk, rounding noise, exact zeros and a short negative tail.</summary>
    internal static Spectrum Final { get; } = Create([1.1e-3, 1.02e-3, 9.6e-4, 9.57e-4, 8e-4], 2e-4, 300, 3e-6, seed: 1);

    /// <summary>No outliers, broader on both sides.</summary>
    internal static Spectrum Initial { get; } = Create([4.1e-3, 3.9e-3, 3.2e-3, 2.6e-3, 2.2e-3, 1.7e-3], 1.5e-3, 900, 1.4e-3, seed: 2);

    internal static OutlierCount[] Counts { get; } =
    [
        new(OutlierRule.Gap, 5, 4.1e-4, 6e-4),
        new(OutlierRule.Ratio, 5, 4.1e-4, 4),
        new(OutlierRule.Elbow, 42, 6.2e-5, 0.3),
    ];

    internal static TrainingResult GradientDescent(long steps) => new(StoppingReason.StepLimit, steps,
        [.. Steps(steps).Select(s => new TrainingRecord(s, 1.7 / (1 + 0.02 * s), 0.9 / (1 + 0.05 * s)))]);

    internal static TrainingResult StochasticDescent(long steps)
    {
        var random = new Random(3);
        return new(
            StoppingReason.StepLimit, steps, [.. Enumerable.Range(0, (int)steps + 1).Where(s => s < 10 || s % 50 is 0 or 25).Select(s =>
            s % 50 == 0
                ? new TrainingRecord(s, 1.7 / (1 + 0.02 * s), 0.9 / (1 + 0.05 * s))
                : new TrainingRecord(s, 1.7 / (1 + 0.02 * s) * Math.Exp(random.NextDouble() - 0.5), gradientNorm: null))]);
    }

    private static IEnumerable<long> Steps(long steps)
    {
        for (long step = 0; step <= steps; step += step < 10 ? 1 : Math.Max(1, steps / 1000))
        {
            yield return step;
        }
    }

    private static Spectrum Create(double[] top, double bulk, int bulkCount, double negative, int seed)
    {
        const int NegativeCount = 600;
        var random = new Random(seed);
        IEnumerable<double> positive = Enumerable.Range(0, bulkCount).Select(i => bulk * Math.Pow(1e-8 / bulk, (double)i / bulkCount));
        IEnumerable<double> below =
            Enumerable.Range(0, NegativeCount).Select(i => -negative * Math.Pow(1e-10 / negative, (double)i / NegativeCount));
        IEnumerable<double> noise = Enumerable.Range(0, 1500).Select(_ => (2 * random.NextDouble() - 1) * 1e-16);
        IEnumerable<double> some = [.. top, .. positive, .. below, .. noise];
        double[] all = [.. some, .. new double[Dimension - some.Count()]];
        return new Spectrum([.. all.OrderDescending()], ScalarType.Float64, zeroRows: 900);
    }
}
