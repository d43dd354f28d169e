using System.Text.Json;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What <c>run.json</c> says of a run: enough to judge it and to run it again.</summary>
internal sealed class RunRecord(SpectrumOptions options)
{
    private readonly SpectrumOptions _options = options;
    private readonly DateTimeOffset _started = DateTimeOffset.Now;
    private readonly Dictionary<string, double> _seconds = [];

    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    public MemoryPlan? Memory { get; set; }

    public TrainingResult? Training { get; set; }

    public List<PointAnalysis> Points { get; } = [];

    public List<KrylovAnalysis> KrylovPoints { get; } = [];

    /// <summary>The peak memory of the process that was announced beforehand; null where the dense matrix was what was planned.</summary>
    public double? StatedPeakBytes { get; set; }

    /// <summary>The options as they were carried out: with the method that <c>auto</c> took, and what was chosen for the memory there is.</summary>
    public SpectrumOptions Effective { get; set; } = options;

    /// <summary>Why <c>auto</c> took its method; null where a method was asked for.</summary>
    public string? MethodReason { get; set; }

    public CurvatureMatrix Curvature => _options.Curvature;

    /// <summary>λ of the penalty ½λ‖w‖².</summary>
    public double WeightDecay => _options.Training.WeightDecay;

    public List<TrackedSpectrum> Track { get; } = [];

    /// <summary>Notes how long a part took.</summary>
    public void AddTime(string part, double seconds) => _seconds[part] = _seconds.GetValueOrDefault(part) + seconds;

    /// <param name="status">How the run ended.</param>
    /// <param name="failure">What ended it before it was finished; null for nothing, or for an interruption.</param>
    public string ToJson(string status, string? failure = null) => JsonSerializer.Serialize(
        new
        {
            Command = "spectrum",
            RunManifest.Version,
            Status = status,
            Failure = failure,
            Options = _options.AsGiven,
            Effective.Method,
            MethodReason,
            Effective = Effective.Method is SpectrumMethod.Lanczos or SpectrumMethod.Density
                ? new { Effective.KeptGraphs, ProbesSideBySide = Effective.Quadrature.BlockSize }
                : null,
            Seeds = new
            {
                Data = SeedStream.Derive(_options.Seed, "data"),
                Weights = SeedStream.Derive(_options.Seed, "weights"),
                Order = SeedStream.Derive(_options.Seed, "order")
            },
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
        point.Train.Penalty,
        point.Method,
        point.Remark,
        point.InheritedError,
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
        point.Train.Penalty,
        LargestEigenvalue = point.Pairs.Outermost(SpectrumEnd.Top)?.Value,
        LargestEigenvalueError = point.Pairs.Outermost(SpectrumEnd.Top)?.Radius,
        SmallestEigenvalue = point.Pairs.Outermost(SpectrumEnd.Bottom)?.Value,
        SmallestEigenvalueError = point.Pairs.Outermost(SpectrumEnd.Bottom)?.Radius,
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
