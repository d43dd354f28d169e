using TorchCurvature.Landscape;
using TorchCurvature.Resources;

namespace TorchCurvature.Studies;

/// <summary>Keskar's sharpness of a trained network.</summary>
public static class KeskarStudy
{
    /// <summary>Measures the sharpness of the training loss at the first network.</summary>
    /// <param name="runs">The networks, of which the first is looked at.</param>
    /// <param name="options">Box and search; the random starts get a seed of their own from this one.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static KeskarSharpness Measure(
        LoadedRuns runs, KeskarOptions options, IProgress<StudyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(options);
        runs.GoTo(0);
        KeskarOptions seeded = options with { Seed = SeedStream.Derive(options.Seed, "sharpness") };
        return KeskarSharpness.Measure(runs.Train, seeded, new PartProgress(progress, "Ascent"), cancellation);
    }
}
