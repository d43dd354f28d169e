using TorchCurvature.Experiments.Knees;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>The two networks of one seed.</summary>
internal sealed class MeasuredPair
{
    public MeasuredPair(int seed, Solution large, Solution small)
    {
        Seed = seed;
        Large = large;
        Small = small;
        LargeSpectrum = large.FinalSpectrum();
        SmallSpectrum = small.FinalSpectrum();
        Screes = new ScreePair(LogScree.Of(LargeSpectrum), LogScree.Of(SmallSpectrum));
        Numbers = new BatchPair(SpectrumNumbers.Of(LargeSpectrum), SpectrumNumbers.Of(SmallSpectrum));
    }

    /// <summary>The seed.</summary>
    public int Seed { get; }

    /// <summary>The network trained with the large batch.</summary>
    public Solution Large { get; }

    /// <summary>The network trained with the small batch.</summary>
    public Solution Small { get; }

    /// <summary>The spectrum of <see cref="Large"/>.</summary>
    public Spectrum LargeSpectrum { get; }

    /// <summary>The spectrum of <see cref="Small"/>.</summary>
    public Spectrum SmallSpectrum { get; }

    /// <summary>Their upper ends, that of the large batch first.</summary>
    public ScreePair Screes { get; }

    /// <summary>What claims go by.</summary>
    public BatchPair Numbers { get; }
}
