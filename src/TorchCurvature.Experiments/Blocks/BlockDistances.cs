namespace TorchCurvature.Experiments.Blocks;

/// <summary>The mean distance of the blocks' spectra in one network.</summary>
/// <param name="OfLarge">On an axis down to 10⁻³ of the largest eigenvalue.</param>
/// <param name="OfAll">On an axis down to 10⁻⁶.</param>
internal sealed record BlockDistances(double OfLarge, double OfAll)
{
    private const int Large = 3;
    private const int All = 6;

    /// <summary>The distances of a network.</summary>
    public static BlockDistances Of(BlockSpectra network)
    {
        IReadOnlyList<double>[] spectra = [.. network.Blocks.Select(b => b.Eigenvalues)];
        return new BlockDistances(SpectrumDistance.MeanOver(spectra, Large), SpectrumDistance.MeanOver(spectra, All));
    }
}
