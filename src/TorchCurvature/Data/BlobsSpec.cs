using TorchCurvature.Resources;
using TorchCurvature.Settings;

namespace TorchCurvature.Data;

/// <summary>Gaussian clusters, drawn (<see cref="GaussianBlobs"/>).</summary>
public sealed record BlobsSpec : DataSpec
{
    private const int UsualSamples = 1000;

    // Training and test halves, while they are standardized and shuffled.
    private const int Copies = 6;

    /// <inheritdoc/>
    public override string Word => "blobs";

    /// <summary>C.</summary>
    [Setting("classes", "Blobs: clusters, which are the classes.", Least = 2)]
    public int Classes { get; init; } = 5;

    /// <summary>d, numbers in one example.</summary>
    [Setting("dimension", "Blobs: numbers in one example.", Least = 1)]
    public int Dimension { get; init; } = 100;

    /// <summary>s, the standard deviation of a cluster.</summary>
    [Setting(
        "spread", "Blobs: standard deviation s of a cluster, centre + s·N(0, I).", Least = 0,
        MustExceed = true, Below = 1e30)]
    public double Spread { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<long>? ExampleShape => [Dimension];

    /// <inheritdoc/>
    public override int? OutputCount => Classes;

    /// <inheritdoc/>
    public override bool IsDrawn => true;

    /// <inheritdoc/>
    public override void RequireRoom(long availableBytes)
    {
        int samples = Samples ?? UsualSamples;
        double bytes = (double)Copies * Dimension * samples * sizeof(double);
        if (bytes > availableBytes)
        {
            throw new InsufficientMemoryException(
                $"{samples:N0} training and as many test examples of {Dimension:N0} numbers take about {MachineMemory.Format(bytes)}; "
                    + $"{MachineMemory.Format(availableBytes)} are available. Ask for fewer --samples or a smaller --dimension.");
        }
    }

    /// <inheritdoc/>
    public override Task<TrainTestSplit> LoadAsync(
        long seed, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        int samples = Samples ?? UsualSamples;
        return samples < Classes
            ? throw new SettingException(
                $"{samples} samples cannot show {Classes} classes. Ask for --samples {Classes} or more.")
            : Task.FromResult(GaussianBlobs.Generate(Classes, Dimension, samples, Spread, seed));
    }
}
