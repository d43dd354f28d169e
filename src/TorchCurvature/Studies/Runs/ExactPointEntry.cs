using System.Text.Json.Serialization;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Runs;

/// <summary>A point whose whole matrix was computed, as the manifest says it.</summary>
internal sealed record ExactPointEntry : PointEntry
{
    private readonly ExactResult _point;

    public ExactPointEntry(ExactResult point)
        : base(point.Spectrum.Dimension, point.Train, point.Test)
    {
        _point = point;
        double nearZero = Thresholds.NearZero(point.Spectrum);
        NearZero = new ThresholdCount(nearZero, point.Spectrum.CountNearZero(nearZero));
        Split = point.Split is { } split ? new SplitEntry(split) : null;
        Kernel = point.Kernel is { } kernel ? new KernelEntry(kernel) : null;
        Theory = point.Theory?.ToDictionary(f => f.Matrix.FileName, f => f.Laws.ToDictionary(l => l.Law, l => new LawEntry(l.Fit)));
    }

    public ExactHessianMethod? Method => _point.Method;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GramFacts? Gram => _point.Gram;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Solver => _point.Solver;

    public long? RotatedDimension => _point.RotatedDimension;

    public string? Remark => _point.Remark;

    public double InheritedError => _point.InheritedError;

    public double Asymmetry => _point.Asymmetry;

    public double LargestEigenvalue => _point.Spectrum.Largest;

    public double SmallestEigenvalue => _point.Spectrum.Smallest;

    public double EigenvalueErrorBound => _point.Spectrum.NoiseFloor;

    public long Negatives => _point.Spectrum.NegativeCount;

    public double NegativeThreshold => _point.Spectrum.NoiseFloor;

    public long ZeroRows => _point.Spectrum.ZeroRows;

    public double Mean => _point.Spectrum.Mean;

    public double StandardDeviation => _point.Spectrum.StandardDeviation;

    public ThresholdCount NearZero { get; }

    public IReadOnlyList<OutlierCount> Outliers => _point.Outliers;

    public double? LargestResidualNorm => _point.Pairs is { ResidualNorms: { Count: > 0 } norms } ? norms.Max() : null;

    public SplitEntry? Split { get; }

    public GradientNoise? Noise => _point.Noise;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KernelEntry? Kernel { get; }

    public IReadOnlyDictionary<string, Dictionary<string, LawEntry>>? Theory { get; }
}
