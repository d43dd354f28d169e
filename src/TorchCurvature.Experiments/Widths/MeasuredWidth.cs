using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Widths;

/// <summary>The networks of one width, for all seeds.</summary>
internal sealed class MeasuredWidth
{
    public MeasuredWidth(int width, IReadOnlyList<Solution> solutions)
    {
        Solutions = solutions;
        Spectra = [.. solutions.Select(s => s.FinalSpectrum())];
        Numbers = new WidthNumbers(width, [.. Spectra.Select(SpectrumNumbers.Of)]);
        GradientNorm = SeedSummary.Of(solutions.Select(s => s.GradientNorm));
    }

    /// <summary>The trained networks by seed.</summary>
    public IReadOnlyList<Solution> Solutions { get; }

    /// <summary>The spectra by seed.</summary>
    public IReadOnlyList<Spectrum> Spectra { get; }

    /// <summary>What claims go by.</summary>
    public WidthNumbers Numbers { get; }

    /// <summary>The norm of the gradient at the end.</summary>
    public SeedSummary GradientNorm { get; }
}
