using TorchCurvature.Curvature.Gram;

namespace TorchCurvature.Studies.Runs;

/// <summary>A neural tangent kernel, as the manifest says it.</summary>
internal sealed record KernelEntry
{
    private readonly KernelResult _kernel;

    public KernelEntry(KernelResult kernel) => _kernel = kernel;

    public long Size => _kernel.Spectrum.Dimension;

    /// <summary>In words, because a kernel is written with and without the number of examples.</summary>
    public string Normalization { get; } = "J Jᵀ, not divided by N";

    public GramMethod Method => _kernel.Method;

    public double LargestEigenvalue => _kernel.Spectrum.Largest;

    public double SmallestEigenvalue => _kernel.Spectrum.Smallest;

    public double Trace => _kernel.Trace;

    public long Rank => _kernel.Spectrum.PositiveCount;

    public double RankThreshold => _kernel.Spectrum.NoiseFloor;

    public bool IsStored => _kernel.Matrix is not null;

    public string? Remark => _kernel.Remark;
}
