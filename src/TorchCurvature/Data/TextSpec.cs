using TorchCurvature.Resources;
using TorchCurvature.Settings;

namespace TorchCurvature.Data;

/// <summary>Pieces of a text of short sentences that is made, and for every letter the one that follows.</summary>
public sealed record TextSpec : DataSpec
{
    private const int UsualSamples = 200;

    // Tokens and labels of both halves, and the text they are cut from.
    private const int Copies = 6;

    /// <inheritdoc/>
    public override string Word => "text";

    /// <summary>Letters in a piece.</summary>
    [Setting("length", "Text: letters in one piece; an example is a piece.", Least = 2)]
    public int Length { get; init; } = 16;

    /// <inheritdoc/>
    public override IReadOnlyList<long>? ExampleShape => [Length];

    /// <inheritdoc/>
    public override int? OutputCount => MadeText.Letters.Length;

    /// <inheritdoc/>
    public override bool IsDrawn => true;

    /// <inheritdoc/>
    public override void RequireRoom(long availableBytes) => MachineMemory.Require(
        Copies * sizeof(long) * (double)Length * (Samples ?? UsualSamples),
        availableBytes,
        $"{Samples ?? UsualSamples:N0} training and as many test pieces of {Length:N0} letters",
        "Ask for fewer --samples or a smaller --length.");

    /// <inheritdoc/>
    public override Task<TrainTestSplit> LoadAsync(
        long seed, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        int samples = Samples ?? UsualSamples;
        return Task.FromResult(new TrainTestSplit(
            MadeText.Sequences(samples, Length, seed), MadeText.Sequences(samples, Length, SeedStream.Derive(seed, "test"))));
    }
}
