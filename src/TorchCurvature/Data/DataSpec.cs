using TorchCurvature.Settings;

namespace TorchCurvature.Data;

/// <summary>
/// A description of training and test data: where they are from, which of them and, where that is known before any is read, what shape they
/// have.
/// </summary>
public abstract record DataSpec : Spec
{
    /// <summary>Training examples; null for as many as there are, or the usual number of those that are drawn.</summary>
    [Setting(
        "samples",
        "Training examples, drawn by --seed (images: class-balanced); if left out, 1000 blobs, or all other data.",
        Least = 1)]
    public int? Samples { get; init; }

    /// <summary>The shape of one example; null where it is only known when the data are read.</summary>
    public abstract IReadOnlyList<long>? ExampleShape { get; }

    /// <summary>C, the number of classes, or of the target's numbers: as many outputs does a network for these data have. Null where
    /// it is only known when the data are read.</summary>
    public abstract int? OutputCount { get; }

    /// <summary>Whether the seed decides which examples there are.</summary>
    public abstract bool IsDrawn { get; }

    /// <summary>Refuses examples that no memory holds, before any is made.</summary>
    /// <param name="availableBytes">What there is.</param>
    /// <exception cref="InsufficientMemoryException">They do not fit; the message says by how much, and what to do.</exception>
    public virtual void RequireRoom(long availableBytes)
    {
    }

    /// <summary>Reads or makes the data.</summary>
    /// <param name="seed">Seed of what is drawn.</param>
    /// <param name="progress">Told of downloads; null for nobody.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>Both halves, on the CPU; the caller owns them.</returns>
    /// <exception cref="SettingException">The data do not allow what a setting asks for.</exception>
    /// <exception cref="DatasetUnavailableException">Files are missing and cannot be had.</exception>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    public abstract Task<TrainTestSplit> LoadAsync(
        long seed, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default);
}
