using TorchCurvature.Data;
using TorchCurvature.Spectra;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="SpectrumStudy"/> has found so far. Owns its points.</summary>
public sealed class SpectrumOutcome : IDisposable
{
    private readonly Dictionary<string, double> _seconds = [];
    private readonly List<ExactResult> _exact = [];
    private readonly List<ProductResult> _products = [];
    private readonly List<TrackedSpectrum> _track = [];

    /// <summary>An empty outcome, which a study fills.</summary>
    /// <param name="spec">What is looked at.</param>
    public SpectrumOutcome(SpectrumSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
    }

    /// <summary>What is looked at, with the method that <see cref="SpectrumMethod.Auto"/> took.</summary>
    public SpectrumSpec Spec { get; internal set; }

    /// <summary>The user's own files that the problem was made from.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; internal set; } = [];

    /// <summary>Why it was taken; null where a method was asked for.</summary>
    public string? MethodReason { get; internal set; }

    /// <summary>The memory of exact points; null for others.</summary>
    public ExactPlan? ExactPlan { get; internal set; }

    /// <summary>The memory of points by products; null for others.</summary>
    public ProductPlan? ProductPlan { get; internal set; }

    /// <summary>What was found of a network that was given; null for others.</summary>
    public ModelFindings? Findings { get; internal set; }

    /// <summary>How the training ended; null before.</summary>
    public TrainingResult? Training { get; internal set; }

    /// <summary>Points whose whole matrix was computed, in the order of time.</summary>
    public IReadOnlyList<ExactResult> Exact => _exact;

    /// <summary>Points by products, likewise.</summary>
    public IReadOnlyList<ProductResult> Products => _products;

    /// <summary>The looks at the Hessian during training.</summary>
    public IReadOnlyList<TrackedSpectrum> Track => _track;

    /// <summary>How long the parts took.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Whether anything was found.</summary>
    public bool HasPoints => _exact.Count + _products.Count > 0;

    /// <summary>The blocks of each point.</summary>
    public IReadOnlyList<PointLayers> Layers =>
    [
        .. _exact.Select(p => new PointLayers(p.Name, p.Layers)),
        .. _products.Select(p => new PointLayers(p.Name, p.Layers)),
    ];

    /// <summary>Notes how long a part took.</summary>
    /// <param name="part">The part.</param>
    /// <param name="seconds">Seconds, which are added to those before.</param>
    public void AddTime(string part, double seconds) => _seconds[part] = _seconds.GetValueOrDefault(part) + seconds;

    /// <summary>Takes in a point, and how long its parts took.</summary>
    internal void Add(ExactResult point)
    {
        _exact.Add(point);
        AddTime($"hessian-{point.Name}", point.MatrixSeconds);
        AddTime($"eigenvalues-{point.Name}", point.EigenvalueSeconds);
        if (point.Split is { } split)
        {
            AddTime($"split-{point.Name}", split.Seconds);
        }

        if (point.Noise is not null)
        {
            AddTime($"noise-{point.Name}", point.NoiseSeconds);
        }

        if (point.Kernel is { } kernel)
        {
            AddTime($"kernel-{point.Name}", kernel.Seconds);
        }

        if (point.Theory is not null)
        {
            AddTime($"theory-{point.Name}", point.TheorySeconds);
        }
    }

    internal void Add(TrackedSpectrum look) => _track.Add(look);

    internal void Add(ProductResult point) => _products.Add(point);

    /// <summary>Puts what was found of another block beside the last point's.</summary>
    internal void Add(LayerSpectrum layer) => _products[^1] = _products[^1] with { Layers = [.. _products[^1].Layers, layer] };

    /// <summary>Releases the points.</summary>
    public void Dispose()
    {
        _exact.ForEach(p => p.Dispose());
        _products.ForEach(p => p.Dispose());
    }
}
