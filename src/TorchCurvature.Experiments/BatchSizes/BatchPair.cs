using TorchCurvature.Experiments.Networks;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>The spectra of one seed.</summary>
/// <param name="Large">After training with the large batch.</param>
/// <param name="Small">After training with the small batch.</param>
internal sealed record BatchPair(SpectrumNumbers Large, SpectrumNumbers Small)
{
    /// <summary>λ max of the large batch over that of the small one.</summary>
    public double Ratio => Large.Largest / Small.Largest;
}
