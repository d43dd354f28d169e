using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Reporting;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What <c>run.json</c> says of a run: enough to judge it and to run it again.</summary>
internal sealed class RunRecord(SpectrumOptions options)
{
    private readonly DateTimeOffset _started = DateTimeOffset.Now;
    private readonly Dictionary<string, double> _seconds = [];

    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    public MemoryPlan? Memory { get; set; }

    public TrainingResult? Training { get; set; }

    public List<PointAnalysis> Points { get; } = [];

    public List<KrylovAnalysis> KrylovPoints { get; } = [];

    /// <summary>The peak memory of the process that was announced beforehand; null where the dense matrix was what was planned.</summary>
    public double? StatedPeakBytes { get; set; }

    public CurvaturePart Curvature => options.Curvature;

    public List<TrackedSpectrum> Track { get; } = [];

    /// <summary>Notes how long a part took.</summary>
    public void AddTime(string part, double seconds) => _seconds[part] = _seconds.GetValueOrDefault(part) + seconds;

    public string ToJson(string status) => JsonSerializer.Serialize(
        new
        {
            Command = "spectrum",
            RunManifest.Version,
            Status = status,
            Options = options.AsGiven,
            Seeds = new { Data = SeedStream.Derive(options.Seed, "data"), Weights = SeedStream.Derive(options.Seed, "weights"), Order = SeedStream.Derive(options.Seed, "order") },
            RunManifest.Environment,
            Started = _started,
            Seconds = _seconds,
            RequiredMemoryBytes = Memory?.RequiredBytes,
            AvailableMemoryBytes = Memory?.AvailableBytes,
            StatedPeakBytes,
            RunManifest.PeakMemoryBytes,
            Training = Training is null ? null : new { Training.Reason, Training.Steps, Last = Training.History is [.., var last] ? last : null },
            Track = Track.Select(t => new { t.Step, t.Loss, t.GradientNorm, LargestEigenvalue = t.Spectrum.Largest, SmallestEigenvalue = t.Spectrum.Smallest, t.FunctionalToHessian, t.Outliers }),
            Points = KrylovPoints.Count > 0 ? KrylovPoints.ToDictionary(p => p.Name, Describe) : Points.ToDictionary(p => p.Name, Describe),
        },
        RunManifest.Format) + "\n";

    private static object Describe(PointAnalysis point) => new
    {
        Parameters = point.Spectrum.Dimension,
        Examples = point.Train.ExampleCount,
        point.Train.Loss,
        point.Train.Accuracy,
        TestLoss = point.Test.Loss,
        TestAccuracy = point.Test.Accuracy,
        point.Train.GradientNorm,
        point.Method,
        point.Asymmetry,
        LargestEigenvalue = point.Spectrum.Largest,
        SmallestEigenvalue = point.Spectrum.Smallest,
        EigenvalueErrorBound = point.Spectrum.NoiseFloor,
        Negatives = point.Spectrum.NegativeCount,
        NegativeThreshold = point.Spectrum.NoiseFloor,
        point.Spectrum.ZeroRows,
        point.Spectrum.Mean,
        point.Spectrum.StandardDeviation,
        NearZero = new { Threshold = Summary.NearZeroThreshold(point.Spectrum), Count = point.Spectrum.CountNearZero(Summary.NearZeroThreshold(point.Spectrum)) },
        point.Outliers,
        LargestResidualNorm = point.Pairs?.ResidualNorms.Max(),
        Split = point.Split?.Describe(),
        point.Noise?.Noise,
        Theory = point.Theory?.Describe(),
    };

    private static object Describe(KrylovAnalysis point) => new
    {
        Parameters = point.Dimension,
        Examples = point.Train.ExampleCount,
        point.Train.Loss,
        point.Train.Accuracy,
        TestLoss = point.Test.Loss,
        TestAccuracy = point.Test.Accuracy,
        point.Train.GradientNorm,
        Eigenpairs = new
        {
            point.Pairs.Status,
            point.Pairs.AreRanksConfirmed,
            point.Pairs.Products,
            point.Pairs.SpectralNorm,
            Converged = point.Pairs.Pairs.Count(p => p.IsConverged),
            Seconds = point.PairSeconds,
        },
        Density = point.Density is { } density ? new { density.Status, Probes = density.Probes.Count, density.Steps, density.Products } : null,
        point.Estimates,
        point.DensitySeconds,
    };
}
