using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>A data set of images in files of its own, found or downloaded (<see cref="DatasetStore"/>).</summary>
public abstract record ImagesSpec : DataSpec
{
    private const int Classes = 10;

    /// <summary>The size that the images are resampled to; null for their own.</summary>
    [Setting("resize", "Images: resample to HEIGHTxWIDTH by area average, like 14x14.", Placeholder = "HxW")]
    public ImageSize? Resize { get; init; }

    /// <summary>The folder of the files; null for that of <c>TORCHCURVATURE_DATA</c>, and otherwise the user's cache.</summary>
    [Setting(
        "data-dir",
        "Images: folder of the files; else TORCHCURVATURE_DATA, else a download into the user's cache.",
        Placeholder = "dir", IsPlace = true)]
    public string? DataDirectory { get; init; }

    /// <inheritdoc/>
    public override int? OutputCount => Classes;

    /// <inheritdoc/>
    public override bool IsDrawn => Samples is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<long>? ExampleShape => [ChannelCount, (Resize ?? OwnSize).Height, (Resize ?? OwnSize).Width];

    /// <summary>Channels of an image.</summary>
    protected abstract int ChannelCount { get; }

    /// <summary>The size of the images in the files.</summary>
    protected abstract ImageSize OwnSize { get; }

    /// <summary>The files.</summary>
    protected abstract DatasetSource Source { get; }

    /// <inheritdoc/>
    public override async Task<TrainTestSplit> LoadAsync(
        long seed, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        var store = new DatasetStore(DataDirectory);
        string folder = await store.ResolveAsync(Source, progress, cancellation).ConfigureAwait(false);
        // Pixels have eight bits: single precision holds them, in half the memory of a whole data set.
        TrainTestSplit all = Read(folder, ScalarType.Float32);
        if (Samples is not { } samples)
        {
            return all;
        }

        using Dataset train = all.Train;
        try
        {
            return all with { Train = train.BalancedSubset(samples, seed) };
        }
        catch (ArgumentException e)
        {
            all.Test?.Dispose();
            throw new SettingException(
                $"--samples {samples}: {PlainMessage.SentenceOf(e)} Leave --samples out for all {train.Count}.", e);
        }
    }

    /// <summary>Reads all examples of a folder, resampled.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dtype">The type of their numbers.</param>
    protected abstract TrainTestSplit Read(string folder, ScalarType dtype);
}
