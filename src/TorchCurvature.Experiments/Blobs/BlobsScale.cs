using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Blobs;

/// <summary>Sizes of the experiments on Gaussian blobs.</summary>
/// <param name="Dimension">Numbers in one example.</param>
/// <param name="Samples">N; there are as many test examples.</param>
/// <param name="Hidden">Units in each of two hidden layers.</param>
/// <param name="MaxSteps">Training stops after this many steps.</param>
/// <param name="StopGradientNorm">Training stops where the norm of the full gradient falls below this.</param>
/// <param name="Classes">Numbers of clusters, C.</param>
public sealed record BlobsScale(int Dimension, int Samples, int Hidden, long MaxSteps, double StopGradientNorm, IReadOnlyList<int> Classes)
{
    /// <summary>
    /// The sizes of a preset: those of the paper, 100–30–30–C, but for the smoke size. The paper states no number of steps.
    /// </summary>
    public static BlobsScale Of(Preset preset) => preset switch
    {
        Preset.Smoke => new(20, 120, 8, 300, 1e-4, [2, 5]),
        Preset.Quick => new(100, 1000, 30, 20_000, 1e-4, [2, 5, 10, 20, 50]),
        _ => new(100, 1000, 30, 400_000, 1e-4, [2, 5, 10, 20, 50]),
    };
}
