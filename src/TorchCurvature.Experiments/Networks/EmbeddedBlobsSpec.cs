using TorchCurvature.Data;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Networks;

/// <summary>
/// Gaussian clusters in few dimensions, turned at random into a space of more, and scaled. With as many dimensions and scale 1 they are
/// standardized clusters, but for the turn.
/// </summary>
internal sealed record EmbeddedBlobsSpec : DataSpec
{
    /// <inheritdoc/>
    public override string Word => "embedded-blobs";

    /// <summary>C.</summary>
    public required int Classes { get; init; }

    /// <summary>Dimensions that the data vary in.</summary>
    public required int Intrinsic { get; init; }

    /// <summary>Numbers in one example.</summary>
    public required int Dimension { get; init; }

    /// <summary>The factor of all inputs.</summary>
    public double Scale { get; init; } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<long>? ExampleShape => [Dimension];

    /// <inheritdoc/>
    public override int? OutputCount => Classes;

    /// <inheritdoc/>
    public override bool IsDrawn => true;

    /// <inheritdoc/>
    public override Task<TrainTestSplit> LoadAsync(
        long seed, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        using DisposeScope scope = NewDisposeScope();
        using TrainTestSplit drawn = GaussianBlobs.Generate(Classes, Intrinsic, Samples!.Value, seed: seed);
        using var generator = new Generator(unchecked((ulong)SeedStream.Derive(seed, "turn")));
        Tensor turn = linalg.qr(randn([Dimension, Intrinsic], float64, generator: generator)).Q;
        // So that the variance of a number is the same on average, in however many dimensions.
        double scale = Scale * Math.Sqrt(Dimension / (double)Intrinsic);
        return Task.FromResult(TrainTestSplit.From(() => Turned(drawn.Train), () => Turned(drawn.Test!)));

        Dataset Turned(Dataset part) => new(part.Name, part.Inputs.mm(turn.t()).Times(scale), part.Labels.clone(), Classes);
    }
}
